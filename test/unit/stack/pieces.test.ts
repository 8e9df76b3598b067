import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appendAudit } from '../../../src/stack/audit.ts';
import { nextTime, parseTime, waitUntil } from '../../../src/stack/daily.ts';
import { engineDown, explainCompose } from '../../../src/stack/engine-errors.ts';
import { takeLock } from '../../../src/stack/lock.ts';
import { scramVerifier } from '../../../src/stack/scram.ts';
import { type BackupRecord, backupProblems, isStale } from '../../../src/stack/state.ts';
import { table } from '../../../src/stack/table.ts';
import { tuningText, tuningValues } from '../../../src/stack/tuning.ts';
import { parseState, toLsn } from '../../../src/stack/volumes.ts';
import { bytes, seconds } from '../../../src/stack/words.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

test('a verifier is what PostgreSQL makes of the password and the salt', () => {
  // RFC 7677, section 3: the password pencil with this salt, and 4096 iterations.
  const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
  expect(verifier).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
});

describe('the next time of day', () => {
  const at = (text: string, now: string) =>
    nextTime(parseTime(text) ?? { hour: 0, minute: 0 }, new Date(now)).toISOString();
  test.each([
    ['02:00', '2026-11-22T01:59:59Z', '2026-11-22T02:00:00.000Z'],
    ['02:00', '2026-11-22T02:00:00Z', '2026-11-23T02:00:00.000Z'],
    ['2:30', '2026-12-31T23:00:00Z', '2027-01-01T02:30:00.000Z'],
  ])('%s after %s', (text, now, expected) => expect(at(text, now)).toBe(expected));
  test.each(['24:00', '2', '02:60', 'two'])('%s is none', (text) => expect(parseTime(text)).toBeUndefined());
  test('is waited for by the clock, however it jumps', async () => {
    let now = Date.parse('2026-11-22T02:00:00Z') - 5;
    const clock = () => {
      now += 3;
      return new Date(now);
    };
    await waitUntil(new Date('2026-11-22T02:00:00Z'), clock);
    expect(now).toBeGreaterThanOrEqual(Date.parse('2026-11-22T02:00:00Z'));
  });
});

describe('what lies on a volume', () => {
  const OUTPUT = `data-a.fenced=fenced at noon because data-b = new
data-a.lost=5000
data-a.switch=0/2000000
data-a.postgres=14
data-a.system=77
data-a.state=shut down
data-a.timeline=1
data-a.checkpoint=0/3000080
data-a.last_record=
data-b.postgres=14
data-b.standby=true
data-b.checkpoint=0/3000080
data-b.last_record=1/040110C0
`;
  test('is read of each by its name', () => {
    expect(parseState('data-a', OUTPUT)).toEqual({
      fenced: 'fenced at noon because data-b = new',
      initialized: true,
      standby: false,
      system: '77',
      state: 'shut down',
      timeline: 1,
      lost: 5000,
      switchedAt: 0x2000000n,
      lastRecord: 0x3000080n,
    });
    expect(parseState('data-b', OUTPUT)).toMatchObject({ standby: true, fenced: null, lastRecord: 0x1040110c0n });
    expect(parseState('data-c', OUTPUT)).toMatchObject({ initialized: false, lastRecord: null });
  });
  test.each([
    ['0/0', 0n],
    ['1/00000010', 0x100000010n],
    ['FFFFFFFF/FFFFFFFF', 0xffffffffffffffffn],
    ['', null],
    ['0', null],
    ['x/1', null],
  ])('position %j', (text, lsn) => expect(toLsn(text)).toBe(lsn));
});

describe('what Compose says becomes what to do', () => {
  const explain = (stderr: string) => explainCompose(['up', 'primary'], { stdout: '', stderr, exitCode: 1 });
  test.each([
    [
      'driver failed programming external connectivity: Bind for 127.0.0.1:5432 failed: port is already allocated',
      /^port 5432 is in use/,
    ],
    ['listen tcp4 127.0.0.1:5433: bind: address already in use', /^port 5433 is in use/],
    [
      'Error response from daemon: pull access denied for nobody/nothing, repository does not exist',
      /no image nobody\/nothing /,
    ],
    [
      'Pulling primary (timescale/timescaledb:9)...\nmanifest for timescale/timescaledb:9 not found',
      /no image timescale\/timescaledb:9 /,
    ],
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
      /no image from registry-1\.docker\.io /,
    ],
    ['write /x: no space left on device', /disk is full/],
    [
      'Creating network "a_private" with the default driver\nCreating a_primary_run ... done\nsomething else\n1',
      /^"compose up" ended with exit code 1\n(Creating network .*\n)?something else$/,
    ],
    ['something else', /^"compose up" ended with exit code 1\nsomething else$/],
  ])('%s', (stderr, message) => {
    const error = explain(stderr);
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
  });
  test('an engine that may not be asked', () => {
    expect(engineDown('permission denied while trying to connect to the Docker daemon socket').hint).toContain(
      'group docker',
    );
    expect(engineDown('Cannot connect to the Docker daemon at unix:///x').hint).toContain('systemctl start docker');
  });
});

test('an entry of the audit log is one line, whatever is in it', async () => {
  const path = join(temporaryDirectory('audit'), 'audit.log');
  appendFileSync(path, 'before\n');
  await appendAudit(path, { at: new Date(0), user: 'me', command: 'stack start', outcome: 'failed: a\nb\tc\u001b[0m' });
  expect(readFileSync(path, 'utf8')).toBe('before\n1970-01-01T00:00:00.000Z\tme\tstack start\tfailed: a b c [0m\n');
});

test('a lock is held by one process that runs, and a dead one’s does not count', async () => {
  const path = join(temporaryDirectory('lock'), 'lock');
  const letGo = await takeLock(path);
  await expect(takeLock(path)).rejects.toThrow(`another command is changing this stack (process ${process.pid})`);
  await letGo();
  // Linux gives no process this id: pid_max is at most 2^22.
  writeFileSync(path, '4194305');
  await (await takeLock(path))();
  expect(existsSync(path)).toBe(false);
});

test('sizes, times and columns read well', () => {
  expect([0, 1023, 1024, 150_000, 5 * 2 ** 30, -2048].map(bytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 kB',
    '146 kB',
    '5.0 GB',
    '-2.0 kB',
  ]);
  expect([null, 0.0123, 1.5, 119.96, 600].map(seconds)).toEqual(['–', '12 ms', '1.5 s', '120.0 s', '10 min']);
  expect(
    table(
      ['name', 'n'],
      [
        ['a', '10'],
        ['longer', '5'],
      ],
      [1],
    ),
  ).toEqual(['name     n', 'a       10', 'longer   5']);
});

describe('what is said of backups', () => {
  const NOW = new Date('2026-11-26T12:00:00Z');
  const record = (facts: Partial<BackupRecord>): BackupRecord => ({
    ...{ expectedSince: null, lastSuccess: null, lastFailure: null, error: null, failing: false },
    ...facts,
  });
  test.each([
    ['nobody expects one', {}, []],
    ['the service has just started', { expectedSince: '2026-11-26T11:00:00Z' }, []],
    ['none came', { expectedSince: '2026-11-25T09:00:00Z' }, [/overdue, none has ever succeeded/]],
    ['one came', { expectedSince: '2026-11-01T00:00:00Z', lastSuccess: '2026-11-26T02:01:00Z' }, []],
    [
      'last night’s did not',
      { expectedSince: '2026-11-01T00:00:00Z', lastSuccess: '2026-11-25T02:01:00Z' },
      [/overdue, the last/],
    ],
    [
      'one failed',
      { lastSuccess: '2026-11-25T02:01:00Z', lastFailure: '2026-11-26T02:01:00Z', failing: true, error: 'no room' },
      [/of 2026-11-26T02:01:00Z failed \(no room\); the last success was at 2026-11-25/],
    ],
  ])('where %s', (_, facts, expected) => {
    const problems = backupProblems(record(facts), NOW);
    expect(problems).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern);
  });
  test('one is due at once after more than a day', () => {
    expect(isStale(record({}), NOW)).toBe(true);
    expect(isStale(record({ lastSuccess: '2026-11-25T13:00:00Z' }), NOW)).toBe(false);
    expect(isStale(record({ lastSuccess: '2026-11-25T11:00:00Z' }), NOW)).toBe(true);
  });
});

test('a machine’s tuning follows from its memory, cores and disk', () => {
  const of = (gigabytes: number, cores: number, disk: number) =>
    tuningValues('auto', { memoryBytes: gigabytes * 2 ** 30, cores, diskBytes: disk * 2 ** 30 });
  expect(of(8, 4, 200)).toMatchObject({
    TIMESCALE_MEMORY: '8192MB',
    TIMESCALE_SHARED_BUFFERS: '2048MB',
    TIMESCALE_EFFECTIVE_CACHE_SIZE: '6144MB',
    TIMESCALE_MAX_WAL_SIZE: '10240MB',
    TIMESCALE_MAX_PARALLEL_WORKERS_PER_GATHER: '2',
  });
  expect(of(1, 1, 10)).toMatchObject({ TIMESCALE_WORK_MEM: '4MB', TIMESCALE_MAX_WAL_SIZE: '1024MB' });
  expect(of(256, 64, 4000)).toMatchObject({
    TIMESCALE_MAINTENANCE_WORK_MEM: '2048MB',
    TIMESCALE_MAX_WAL_SIZE: '16384MB',
    TIMESCALE_MAX_WORKER_PROCESSES: '94',
  });
  expect(tuningText(of(8, 4, 200))).toContain('memory 8192MB, max_connections 100, shared_buffers 2048MB');
});
