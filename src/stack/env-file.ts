import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { docsPage } from '../documentation.ts';
import { messageOf, UserError } from '../errors.ts';
import { S3 } from './archive-settings.ts';
import { PORTS, type Port, SECRETS } from './env-text.ts';
import { TUNABLE } from './tuning.ts';

/** What a stack is made of, read from its env file. */
export interface StackEnv {
  /** The absolute path of the file. */
  path: string;
  /** Every value under its name in the file. */
  values: Readonly<Record<string, string>>;
  project: string;
  image: string;
  database: string;
  bind: string;
  ports: Record<Port, number>;
  /** The volumes of the servers, by their names in the compose file. */
  data: { primary: string; replica: string };
  /** Whether this stack is meant to have a replica; null where neither a command nor a person has said so. */
  replica: 'wanted' | 'none' | null;
  /** Whether connections are encrypted: all of them, those that ask for it, or, as in files from before, none. */
  tls: 'require' | 'allow' | 'off';
  /** Where the log and base backups go: nowhere, to a volume, to an object store, or to a directory of this machine. */
  archive: string;
}

const REQUIRED = [
  'TIMESCALE_PROJECT',
  'TIMESCALE_IMAGE',
  'TIMESCALE_DATABASE',
  'TIMESCALE_PRIMARY_DATA',
  'TIMESCALE_REPLICA_DATA',
  // Files from before the role for backups lack its password: "setup" adds it.
  ...SECRETS.map(([name]) => name).filter((name) => name !== 'BACKUP_PASSWORD'),
];

/** Every name that an env file may give; stack/compose.yaml reads them. */
export const KNOWN: ReadonlySet<string> = new Set([
  ...REQUIRED,
  ...Object.values(PORTS).map(([name]) => name),
  ...TUNABLE,
  ...['PGADMIN', 'BACKUP', 'EXPORTER', 'NODE_EXPORTER', 'PROMETHEUS', 'ALERTMANAGER', 'GRAFANA'].map(
    (name) => `TIMESCALE_${name}_IMAGE`,
  ),
  'TIMESCALE_BIND',
  'BACKUP_PASSWORD',
  'TIMESCALE_BACKUP_AT',
  'TIMESCALE_REPLICA',
  'TIMESCALE_ARCHIVE',
  'TIMESCALE_ARCHIVE_FULLS',
  ...S3,
  'TIMESCALE_TLS',
  'TIMESCALE_TLS_NAMES',
  'TIMESCALE_ALERT_WEBHOOK',
  'PGADMIN_EMAIL',
]);

const SIZE = [/^(-1|\d+(\.\d+)?(B|kB|MB|GB|TB)?)$/, 'A size as PostgreSQL reads it, like 256MB.'] as const;

const COUNT = [/^\d{1,4}$/, 'A number, like 8.'] as const;

/** What a value has to look like, for the server or the service not to end at it; and what to write. */
const SHAPES: Record<string, readonly [RegExp, string]> = {
  TIMESCALE_MAX_CONNECTIONS: [/^[1-9]\d{0,4}$/, 'A number, like 100.'],
  TIMESCALE_MEMORY: SIZE,
  TIMESCALE_MAINTENANCE_WORK_MEM: SIZE,
  TIMESCALE_MIN_WAL_SIZE: SIZE,
  TIMESCALE_MAX_WAL_SIZE: SIZE,
  TIMESCALE_RANDOM_PAGE_COST: [/^\d+(\.\d+)?$/, 'A number, like 1.1.'],
  TIMESCALE_EFFECTIVE_IO_CONCURRENCY: COUNT,
  TIMESCALE_MAX_WORKER_PROCESSES: COUNT,
  TIMESCALE_MAX_PARALLEL_WORKERS: COUNT,
  TIMESCALE_MAX_PARALLEL_WORKERS_PER_GATHER: COUNT,
  TIMESCALE_SHARED_BUFFERS: SIZE,
  TIMESCALE_EFFECTIVE_CACHE_SIZE: SIZE,
  TIMESCALE_WORK_MEM: SIZE,
  TIMESCALE_WAL_BUFFERS: SIZE,
  TIMESCALE_SLOT_WAL_KEEP_SIZE: SIZE,
  TIMESCALE_ALERT_WEBHOOK: [
    /^https?:\/\/[^\s:@]/,
    'An address that takes the alerts, like https://example.com/alerts.',
  ],
  TIMESCALE_REPLICA: [/^(wanted|none)$/, 'wanted or none.'],
  TIMESCALE_ARCHIVE: [/^(off|volume|s3|\/[^:]*)$/, 'off, volume, s3, or the directory of an archive, absolute.'],
  TIMESCALE_ARCHIVE_FULLS: [/^[1-9]\d{0,3}$/, 'A number, like 2.'],
  TIMESCALE_TLS: [/^(require|allow|off)$/, 'require, allow or off.'],
  TIMESCALE_TLS_NAMES: [
    /^[A-Za-z0-9.:-]+(,[A-Za-z0-9.:-]+)*$/,
    'Names and addresses with commas between, like db.example.com,10.0.0.5.',
  ],
  TIMESCALE_BACKUP_AT: [/^([01]?\d|2[0-3]):[0-5]\d$/, 'A time of day in UTC, like 02:00.'],
};

/** Compose lower-cases and strips names that do not look like this, each version in its own way. */
export const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Docker Compose 1 and 2 and shells read quotes, dollars, hashes and blanks in different ways. */
const PLAIN_VALUE = /^[A-Za-z0-9.,_/:@+-]*$/;

/**
 * Reads an env file.
 *
 * @returns undefined where there is none
 * @throws UserError with the line that cannot be used; never with a value
 */
export async function readEnvFile(path: string): Promise<StackEnv | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`cannot read ${path}: ${messageOf(cause)}`, {
      hint: 'It belongs to whoever ran "stack setup".',
    });
  }
  return parseEnv(path, text);
}

/**
 * Reads the text of an env file.
 *
 * @param path of the file that it is in, or is going to be
 * @throws UserError with the line that cannot be used; never with a value
 */
export function parseEnv(path: string, text: string): StackEnv {
  return toEnv(path, parse(path, text));
}

function parse(path: string, text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    const where = `${basename(path)}:${index + 1}`;
    if (name === undefined || value === undefined) {
      throw new UserError(`${where}  is not NAME=value`, { hint: 'Comments stand on lines of their own, after #.' });
    }
    if (!PLAIN_VALUE.test(value)) {
      throw new UserError(`${where}  the value of ${name} has a character that programs read in different ways`, {
        hint: 'Use letters, digits and . , _ / : @ + - only, without quotes.',
      });
    }
    if (!KNOWN.has(name)) {
      throw new UserError(`${where}  ${name} is no name that is known here`, {
        hint: `.env.timescale.example has them all; ${docsPage('operations.md')} names those of other images.`,
      });
    }
    if (name in values) {
      throw new UserError(`${where}  ${name} is there twice`, { hint: 'Programs take one or the other: remove one.' });
    }
    values[name] = value;
  }
  return values;
}

function toEnv(path: string, values: Record<string, string>): StackEnv {
  const refuse = (message: string, hint: string) => new UserError(`${basename(path)}: ${message}`, { hint });
  const missing = REQUIRED.filter((name) => !values[name]);
  if (missing.length > 0) {
    throw refuse(`no value for ${missing.join(', ')}`, '.env.timescale.example describes every value.');
  }
  const value = (name: string): string => values[name] ?? '';
  const project = value('TIMESCALE_PROJECT');
  if (!PROJECT_NAME.test(project)) {
    throw refuse(
      'TIMESCALE_PROJECT is no name for a project',
      'Lower-case letters, digits, - and _, a letter or digit first.',
    );
  }
  const data = { primary: value('TIMESCALE_PRIMARY_DATA'), replica: value('TIMESCALE_REPLICA_DATA') };
  if ([data.primary, data.replica].sort().join() !== 'data-a,data-b') {
    throw refuse(
      'TIMESCALE_PRIMARY_DATA and TIMESCALE_REPLICA_DATA must be data-a and data-b, in either order',
      `A promotion swaps them. ${docsPage('operations.md#troubleshooting')}`,
    );
  }
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, [key, usual]]) => {
      const port = values[key] === undefined ? usual : Number(values[key]);
      if (!Number.isInteger(port) || port < 1 || port > 65_535) throw refuse(`${key} is no port`, 'From 1 to 65535.');
      return [name, port];
    }),
  ) as Record<Port, number>;
  if (values[PORTS.restored[0]] === undefined) {
    // A file from before there was such a server may have given that port to another.
    const taken = Object.entries(ports).flatMap(([name, port]) => (name === 'restored' ? [] : [port]));
    while (taken.includes(ports.restored)) ports.restored += 1;
  }
  const twice = Object.values(ports).find((port, index, all) => all.indexOf(port) !== index);
  if (twice !== undefined) {
    const names = Object.entries(PORTS).flatMap(([name, [key]]) => (ports[name as Port] === twice ? [key] : []));
    throw refuse(`${names.join(' and ')} are both ${twice}`, 'Each needs a port of its own.');
  }
  for (const [name, [pattern, hint]] of Object.entries(SHAPES)) {
    if (values[name] && !pattern.test(values[name])) throw refuse(`${name} is ${values[name]}`, hint);
  }
  if (values['TIMESCALE_BIND'] && isIP(values['TIMESCALE_BIND']) === 0) {
    throw refuse('TIMESCALE_BIND is no address', 'In numbers, like 127.0.0.1.');
  }
  if (values['TIMESCALE_ARCHIVE'] === 's3') {
    const lacks = S3.filter((name) => !values[name]);
    if (lacks.length > 0)
      throw refuse(`TIMESCALE_ARCHIVE is s3, and there is no ${lacks.join(', ')}`, 'All five are needed.');
  }
  return {
    path,
    values,
    project,
    image: value('TIMESCALE_IMAGE'),
    database: value('TIMESCALE_DATABASE'),
    bind: values['TIMESCALE_BIND'] || '127.0.0.1',
    ports,
    data,
    replica: (values['TIMESCALE_REPLICA'] || null) as StackEnv['replica'],
    tls: (values['TIMESCALE_TLS'] || 'off') as StackEnv['tls'],
    archive: values['TIMESCALE_ARCHIVE'] || 'off',
  };
}

/** Writes an env file whole or not at all, readable by its owner alone. */
export async function writeEnvFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, { hint: 'Check the directory.', cause });
  }
}

/** Gives names in the env file other values, in their places; a name that is not there comes at the end. */
export async function setValues(env: Pick<StackEnv, 'path'>, values: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(env.path, 'utf8');
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^${name}=.*$`, 'm');
    if (line.test(text)) text = text.replace(line, `${name}=${value}`);
    else text = `${text.replace(/\n*$/, '\n')}${name}=${value}\n`;
  }
  await writeEnvFile(env.path, text);
}

/** Takes everybody else's rights to the file away. @returns true where somebody else had one */
export async function closeToOthers(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return false;
  await chmod(path, 0o600);
  return true;
}
