import { messageOf, UserError } from '../errors.ts';
import type { DatabaseUrl } from './external-url.ts';

type Target = Pick<DatabaseUrl, 'label' | 'user' | 'redact'>;
type Explanation = [message: string, hint: string];

/**
 * What a failed connection means. The cause is left out on purpose: nobody can vouch for what is in it.
 *
 * @param error what the `pg` driver threw: an answer of the server, of the network, or of TLS
 */
export function explainConnect(error: unknown, target: Target): UserError {
  const code = (error as { code?: string }).code ?? '';
  const reason = target.redact(messageOf(error));
  const [message, hint] = fromServer(code, reason, target) ??
    fromNetwork(code, reason, target.label) ??
    fromTls(code, reason, target.label) ?? [
      `cannot connect to ${target.label}: ${reason}`,
      'Check that psql connects with the same URL from this machine.',
    ];
  return new UserError(message, { hint });
}

/** Codes of PostgreSQL's appendix A. */
function fromServer(code: string, reason: string, { label, user }: Target): Explanation | undefined {
  const says = `the server of ${label} says: ${reason}`;
  if (/password must be a string/.test(reason)) {
    return [
      `the server of ${label} wants a password for the user "${user}", and the URL has none`,
      'Add it: postgres://USER:PASSWORD@…',
    ];
  }
  switch (code) {
    case '28P01':
      return [
        `${label} refuses the password of the user "${user}"`,
        'Check user and password; special characters in the URL must be percent-encoded.',
      ];
    case '28000':
      return /no encryption|SSL off/.test(reason)
        ? [says, 'Add ?sslmode=require to the URL.']
        : [says, 'Check the user name, and that pg_hba.conf (or the allowed addresses) lets this machine in.'];
    case '3D000':
      return [says, 'Check the name of the database at the end of the URL.'];
    case '42501':
      return [says, 'Grant the user CONNECT on the database.'];
    case '53300':
      return [says, 'Wait, or raise max_connections.'];
    case '57P03':
      return [says, 'Wait until the server has come up: in a service container, give it a health check.'];
    case '08P01':
      return /startup parameter/.test(reason) ? [says, POOLER_HINT] : undefined;
  }
  return undefined;
}

const POOLER_HINT =
  'This looks like a connection pooler, which cannot promise a read-only session: use the URL of the server itself.';

function fromNetwork(code: string, reason: string, label: string): Explanation | undefined {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`the host name of ${label} is not known here`, 'Check the host in the URL, and the network.'];
    case 'ECONNREFUSED':
      return [`nothing listens at ${label}`, 'Check host and port, and that the server runs.'];
    case 'ENOENT':
      return [
        `there is no such file or socket: ${reason}`,
        'Check the host (a socket directory) or the certificate files that the URL names.',
      ];
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(label);
    case 'ECONNRESET':
      return [
        `${label} hangs up at once`,
        'Check that a PostgreSQL listens there, and whether it wants ?sslmode=require.',
      ];
  }
  return /timeout/i.test(reason) ? unreachable(label) : undefined;
}

function unreachable(label: string): Explanation {
  return [
    `${label} does not answer`,
    'Check the firewall and the list of allowed addresses: runners of GitHub come from changing ones.',
  ];
}

/** Codes of Node's TLS (OpenSSL's X509 verification). */
function fromTls(code: string, reason: string, label: string): Explanation | undefined {
  if (/does not support SSL/.test(reason)) {
    return [`the server of ${label} does not speak TLS`, 'Take sslmode out of the URL, or set sslmode=disable.'];
  }
  if (/sslmode=verify-ca/.test(reason)) {
    return [
      'sslmode=verify-ca needs the certificate of an authority',
      'Name it by sslrootcert=FILE, or use sslmode=verify-full.',
    ];
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return [
      `the certificate of ${label} is for another host`,
      'Use the host name that the certificate names, or sslmode=verify-ca.',
    ];
  }
  if (/CERT|ISSUER|SIGNATURE/.test(code)) {
    return [
      `the certificate of ${label} is not trusted: ${reason}`,
      'Name the authority by sslrootcert=FILE in the URL; sslmode=require encrypts without checking.',
    ];
  }
  return undefined;
}
