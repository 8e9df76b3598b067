import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closeToOthers, KNOWN, readEnvFile, setValues, writeEnvFile } from '../../../src/stack/env-file.ts';
import { type Choices, envText, PORTS, type Port, SECRETS } from '../../../src/stack/env-text.ts';
import { TUNINGS, tuningValues } from '../../../src/stack/tuning.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const ports = Object.fromEntries(Object.entries(PORTS).map(([name, [, port]]) => [name, port])) as Record<Port, number>;
const CHOICES: Choices = {
  project: 'timescale-trading',
  image: 'timescale/timescaledb:2.14.2-pg14',
  database: 'trading_data',
  tuning: 'laptop',
  values: tuningValues('laptop', { memoryBytes: 0, cores: 1, diskBytes: 0 }),
  bind: '127.0.0.1',
  ports,
};
const secret = (name: string) => `${name.toLowerCase()}-1`;

test('.env.timescale.example is what setup writes, without passwords', () => {
  const example = readFileSync(join(import.meta.dirname, '../../../.env.timescale.example'), 'utf8');
  expect(example).toBe(envText(CHOICES, () => ''));
});

test.each(TUNINGS)('an env file of the profile %s is read as it was written', async (tuning) => {
  const path = join(temporaryDirectory('env'), '.env.timescale');
  const values = tuningValues(tuning, { memoryBytes: 8 * 2 ** 30, cores: 4, diskBytes: 200 * 2 ** 30 });
  await writeEnvFile(path, envText({ ...CHOICES, tuning, values }, secret));
  const env = await readEnvFile(path);
  expect(env).toMatchObject({
    project: 'timescale-trading',
    bind: '127.0.0.1',
    ports,
    data: { primary: 'data-a', replica: 'data-b' },
  });
  for (const [name] of SECRETS) expect(env?.values[name]).toBe(secret(name));
  expect(env?.values['TIMESCALE_MAX_CONNECTIONS']).toBe(tuning === 'cloud' ? '200' : '100');
  const shared = { laptop: '256MB', cloud: '512MB', auto: '2048MB' };
  expect(env?.values['TIMESCALE_SHARED_BUFFERS']).toBe(shared[tuning]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a promotion swaps the volumes in the env file and nothing else', async () => {
  const path = join(temporaryDirectory('env'), '.env.timescale');
  const text = envText(CHOICES, secret);
  await writeEnvFile(path, text);
  const env = await readEnvFile(path);
  if (env === undefined) throw new Error('not read');
  await setValues(env, { TIMESCALE_PRIMARY_DATA: env.data.replica, TIMESCALE_REPLICA_DATA: env.data.primary });
  expect((await readEnvFile(path))?.data).toEqual({ primary: 'data-b', replica: 'data-a' });
  const changed = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line, i) => line !== text.split('\n')[i]);
  expect(changed).toEqual(['TIMESCALE_PRIMARY_DATA=data-b', 'TIMESCALE_REPLICA_DATA=data-a']);
});

test('every name that the compose file reads is known', () => {
  const compose = readFileSync(join(import.meta.dirname, '../../../stack/compose.yaml'), 'utf8');
  const read = [...compose.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
  // These are of this machine: the engine gives them.
  const given = [
    'USER',
    'DIRECTORY',
    'STATE',
    'SETTINGS',
    'SCHEMA_DIR',
    'PROGRAM',
    'MAIN',
    'MODULES',
    'SSLMODE',
    'ARCHIVE_PLACE',
  ].map((name) => `TIMESCALE_${name}`);
  expect(read.filter((name) => !KNOWN.has(name) && !given.includes(name))).toEqual([]);
});

test('a file that others can read is closed to them', async () => {
  const path = join(temporaryDirectory('env'), 'file');
  writeFileSync(path, '');
  chmodSync(path, 0o644);
  expect(await closeToOthers(path)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await closeToOthers(path)).toBe(false);
});

describe('an env file that cannot be used', () => {
  const reading = async (change: (text: string) => string): Promise<string> => {
    const path = join(temporaryDirectory('env'), '.env.timescale');
    writeFileSync(path, change(envText(CHOICES, secret)));
    return readEnvFile(path).then(
      () => 'was read',
      (error: Error) => error.message,
    );
  };
  test.each<[string, (text: string) => string, RegExp]>([
    [
      'lacks a password',
      (text) => text.replace(/^REPLICATOR_PASSWORD=.*$/m, 'REPLICATOR_PASSWORD='),
      /no value for REPLICATOR_PASSWORD$/,
    ],
    ['has a line of something else', (text) => `${text}export A\n`, /^\.env\.timescale:\d+ {2}is not NAME=value/],
    [
      'has a quote, which programs read in different ways',
      (text) => text.replace('=trading_data', "='trading data'"),
      /the value of TIMESCALE_DATABASE has a character/,
    ],
    [
      'has a dollar in a password, and does not tell it',
      (text) => text.replace('monitor_password-1', 'geheim$1'),
      /^(?!.*geheim).*the value of MONITOR_PASSWORD has/,
    ],
    ['gives both servers one volume', (text) => text.replace('=data-b', '=data-a'), /must be data-a and data-b/],
    [
      'gives two services one port',
      (text) => text.replace('=5433', '=5432'),
      /TIMESCALE_PRIMARY_PORT and TIMESCALE_REPLICA_PORT are both 5432/,
    ],
    ['has no time of day', (text) => text.replace('=02:00', '=25:99'), /TIMESCALE_BACKUP_AT is 25:99/],
    ['has no size', (text) => text.replace('=256MB', '=256MiB'), /TIMESCALE_SHARED_BUFFERS is 256MiB/],
    ['has no address', (text) => text.replace('=127.0.0.1', '=localhost'), /TIMESCALE_BIND is no address/],
    [
      'has a name that nobody reads',
      (text) => `${text}TIMESCALE_PRIMRY_PORT=1\n`,
      /:\d+ {2}TIMESCALE_PRIMRY_PORT is no/,
    ],
    ['has a name twice', (text) => `${text}TIMESCALE_BIND=0.0.0.0\n`, /:\d+ {2}TIMESCALE_BIND is there twice/],
    ['has no port', (text) => text.replace('=5433', '=0'), /TIMESCALE_REPLICA_PORT is no port/],
    [
      'has a project that Compose would rename',
      (text) => text.replace('=timescale-trading', '=Trading.DB'),
      /TIMESCALE_PROJECT is no name/,
    ],
  ])('%s', async (_, change, message) => {
    expect(await reading(change)).toMatch(message);
  });

  test('is none where there is none', async () => {
    expect(await readEnvFile(join(temporaryDirectory('env'), 'none'))).toBeUndefined();
  });
});
