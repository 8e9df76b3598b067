import { messageOf, UserError } from '../errors.ts';
import { escapePattern } from '../sql/pattern.ts';
import { DUMP_SETTINGS } from './pg-dump.ts';

/** A database URL, taken apart so that the password can go its own way. */
export interface DatabaseUrl {
  /** For people and messages: `db.example.com:5432/trading`. */
  label: string;
  user: string;
  password: string | undefined;
  /** For the `pg` driver: the whole URL, read only, with libpq's meaning of sslmode. */
  driver: string;
  /** For pg_dump: read only, without the password and without what libpq does not know. */
  libpq: string;
  /** Takes the password out of a text. */
  redact(text: string): string;
}

const HINT =
  'Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters in the password percent-encoded ' +
  '(@ is %40, / is %2F, # is %23, ? is %3F, % is %25).';

/** What libpq takes in a URL (PostgreSQL's documentation, 34.1.2); it refuses a URL with anything else. */
const LIBPQ = new Set(
  `host hostaddr port dbname user channel_binding client_encoding connect_timeout options application_name
   fallback_application_name gssencmode gssdelegation keepalives keepalives_count keepalives_idle keepalives_interval
   krbsrvname gsslib load_balance_hosts require_auth service sslcert sslcertmode sslcrl sslcrldir sslkey
   sslcompression ssl_max_protocol_version ssl_min_protocol_version sslmode sslnegotiation sslrootcert sslsni
   target_session_attrs tcp_user_timeout`.split(/\s+/),
);

const READ_ONLY = `-c default_transaction_read_only=on ${DUMP_SETTINGS}`;

/**
 * Reads a `postgres://` URL.
 *
 * @param writes true for a connection that is not read only
 * @throws UserError, without a piece of the URL in it, where it cannot be read
 */
export function parseDatabaseUrl(text: string, writes = false): DatabaseUrl {
  const url = toUrl(text);
  const password = decode(url.password) || url.searchParams.get('password') || undefined;
  url.searchParams.delete('password');
  const own = writes ? '' : READ_ONLY;
  const options = [url.searchParams.get('options'), own].filter(Boolean).join(' ');
  if (options !== '') url.searchParams.set('options', options);
  if (url.hostname === '' && !url.searchParams.has('host')) url.hostname = 'localhost';
  return {
    label: `${labelHost(url)}/${decode(url.pathname.slice(1))}`,
    user: url.searchParams.get('user') ?? decode(url.username),
    password,
    driver: driverUrl(url, password),
    libpq: libpqUrl(url),
    redact: (message) => redactor(password, url.password)(message),
  };
}

function toUrl(text: string): URL {
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new UserError('the database URL does not begin with postgres:// or postgresql://', { hint: HINT });
  }
  let url: URL;
  try {
    url = new URL(text);
    for (const part of [url.username, url.password, url.hostname, url.pathname]) decode(part);
  } catch {
    // No cause: the error of URL carries its input.
    throw new UserError('the database URL cannot be read', { hint: HINT });
  }
  // A raw / ? or # in a password ends the host early; what is left of the password would be taken for a host and port.
  const misread = url.hash !== '' || (url.username === '' && `${url.pathname}${url.search}`.includes('@'));
  if (misread) throw new UserError('the database URL cannot be read', { hint: HINT });
  return url;
}

function driverUrl(source: URL, password: string | undefined): string {
  const url = new URL(source);
  if (password !== undefined) url.searchParams.set('password', password);
  url.password = '';
  const mode = url.searchParams.get('sslmode');
  if (mode === 'no-verify') url.searchParams.set('sslmode', 'require');
  if (mode === 'allow') url.searchParams.set('sslmode', 'disable');
  if (url.searchParams.get('sslrootcert') === 'system') url.searchParams.delete('sslrootcert');
  url.searchParams.set('uselibpqcompat', 'true');
  return toText(url);
}

function libpqUrl(source: URL): string {
  const url = new URL(source);
  url.password = '';
  if (url.searchParams.get('sslmode') === 'no-verify') url.searchParams.set('sslmode', 'require');
  else if (url.searchParams.get('ssl') === 'true' && !url.searchParams.has('sslmode')) {
    url.searchParams.set('sslmode', 'require');
  }
  for (const key of [...url.searchParams.keys()]) if (!LIBPQ.has(key)) url.searchParams.delete(key);
  return toText(url);
}

/** URLSearchParams writes a space as `+`, which libpq takes for a plus sign. */
function toText(url: URL): string {
  return url.href.replace(/\?.*$/, (query) => query.replaceAll('+', '%20'));
}

function labelHost(url: URL): string {
  const host = url.searchParams.get('host') ?? decode(url.hostname);
  return `${host}:${url.searchParams.get('port') ?? (url.port || '5432')}`;
}

function decode(text: string): string {
  return decodeURIComponent(text);
}

/** The password may show as it is or as it was written in the URL. A short one is a part of many words that are none. */
function redactor(...secrets: (string | undefined)[]): (text: string) => string {
  const known = secrets.flatMap((secret = '') => {
    if (secret === '') return [];
    return [secret.length < 6 ? new RegExp(`(?<!\\w)${escapePattern(secret)}(?!\\w)`, 'g') : secret];
  });
  return (text) => known.reduce((rest: string, secret) => rest.replaceAll(secret, '***'), text);
}

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
