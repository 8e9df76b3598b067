import { expect, test } from 'vitest';
import { explainConnect } from '../../../src/engine/external-url.ts';

const target = {
  label: 'db.example.com:5432/trading',
  user: 'reader',
  redact: (text: string) => text.replaceAll('hunter2', '***'),
};

const explain = (code: string | undefined, message: string) =>
  explainConnect(Object.assign(new Error(message), { code }), target);

test.each([
  ['28P01', 'password authentication failed for user "reader"', /refuses the password of the user "reader"/],
  ['28000', 'no pg_hba.conf entry for host "1.2.3.4", user "reader", database "d", no encryption', /sslmode=require/],
  ['28000', 'role "reader" is not permitted to log in', /pg_hba.conf/],
  ['3D000', 'database "traiding" does not exist', /name of the database/],
  ['53300', 'sorry, too many clients already', /max_connections/],
  ['57P03', 'the database system is starting up', /health check/],
  ['08P01', 'unsupported startup parameter: options', /connection pooler/],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND db.example.com', /is not known here/],
  ['ECONNREFUSED', 'connect ECONNREFUSED 1.2.3.4:5432', /nothing listens at db\.example\.com:5432/],
  ['ETIMEDOUT', 'connect ETIMEDOUT 1.2.3.4:5432', /does not answer/],
  [undefined, 'timeout expired', /does not answer/],
  ['ECONNRESET', 'read ECONNRESET', /hangs up at once/],
  ['ENOENT', "ENOENT: no such file or directory, open 'ca.pem'", /ca\.pem/],
  [undefined, 'The server does not support SSL connections', /does not speak TLS.*sslmode=disable/s],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', /is not trusted.*sslrootcert=FILE/s],
  ['CERT_HAS_EXPIRED', 'certificate has expired', /is not trusted: certificate has expired/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "Host: x. is not in the cert's altnames", /is for another host/],
  [undefined, 'SECURITY WARNING: Using sslmode=verify-ca requires specifying a CA', /sslrootcert=FILE/],
  [undefined, 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', /wants a password/],
  ['XX000', 'something new', /cannot connect to db\.example\.com:5432\/trading: something new/],
])('%s %s', (code, message, expected) => {
  const error = explain(code, message);
  expect(`${error.message}\n${error.hint}`).toMatch(expected);
  expect(error.hint).toBeTruthy();
  expect(error.exitCode).toBe(2);
});

test('a password in the words of a driver is taken out, and the cause with it', () => {
  const error = explain('XX000', 'cannot parse postgres://reader:hunter2@db');
  expect(error.message).toContain('postgres://reader:***@db');
  expect(error.cause).toBeUndefined();
});
