import { describe, expect, test } from 'vitest';
import { type ArchiveStatus, archiveProblems } from '../../../src/stack/archive.ts';
import { archiveConfig } from '../../../src/stack/archive-config.ts';
import { parseEnv } from '../../../src/stack/env-file.ts';
import { targetTime } from '../../../src/stack/restore.ts';
import { archivingImage } from '../../../src/stack/server-image.ts';
import { differentSums } from '../../../src/stack/verify.ts';
import { fakeStack } from './fakes.ts';

const NOW = new Date('2026-11-27T20:00:00Z');

describe('the moment to restore to', () => {
  test.each([
    ['2026-11-27 18:00:00+00', '2026-11-27 18:00:00+00:00'],
    ['2026-11-27T18:00Z', '2026-11-27 18:00:00+00:00'],
    ['2026-11-27 19:00:52.594471+0100', '2026-11-27 19:00:52.594471+01:00'],
    ['2026-11-27 23:30:00 +05:30', '2026-11-27 23:30:00+05:30'],
  ])('%s is %s', (text, target) => expect(targetTime(text, NOW)).toBe(target));

  test.each(['2026-11-27 18:00:00', 'yesterday', '', '2026-13-01 00:00Z', "2026-11-27 18:00Z' --x"])(
    '%s is none',
    (text) => expect(() => targetTime(text, NOW)).toThrow('no moment'),
  );

  test('is over', () => expect(() => targetTime('2026-11-27 20:00:01+00', NOW)).toThrow('not over yet'));
});

describe('the place of the archive', () => {
  const { env } = fakeStack({}).stack;
  const S3 = 'TIMESCALE_S3_BUCKET=b\nTIMESCALE_S3_ENDPOINT=s3.example.com\nTIMESCALE_S3_REGION=r\nTIMESCALE_S3_KEY=k\n';
  const text = (more: string) => {
    const own = Object.entries(env.values).filter(([name]) => !name.startsWith('TIMESCALE_ARCHIVE'));
    return `${own.map(([name, value]) => `${name}=${value}`).join('\n')}\n${more}`;
  };

  test('is a path in the container, or an object store with all that it needs', () => {
    expect(archiveConfig({ ...env, archive: '/mnt/archive' })).toContain('repo1-path=/var/lib/pgbackrest\n');
    const store = parseEnv('/env', text(`TIMESCALE_ARCHIVE=s3\n${S3}TIMESCALE_S3_SECRET=a/b+c\n`));
    const config = archiveConfig(store);
    expect(config).toContain('repo1-s3-key-secret=a/b+c\n');
    expect(config).toContain('repo1-s3-uri-style=path\n');
    expect(() => parseEnv('/env', text(`TIMESCALE_ARCHIVE=s3\n${S3}`))).toThrow('no TIMESCALE_S3_SECRET');
  });

  test.each(['relative/path', '/a:b', 'nfs'])('is not %s', (place) => {
    expect(() => parseEnv('/env', text(`TIMESCALE_ARCHIVE=${place}\n`))).toThrow('TIMESCALE_ARCHIVE is');
  });

  test('is nowhere in a file from before, whose ports stay its own', () => {
    const old = text('')
      .replace(/^TIMESCALE_(RESTORED_PORT|TLS)=.*\n/gm, '')
      .replace(/^(TIMESCALE_REPLICA_PORT)=.*$/m, '$1=5434');
    expect(parseEnv('/env', old)).toMatchObject({
      archive: 'off',
      tls: 'off',
      ports: { replica: 5434, restored: 5435 },
    });
  });
});

describe('what is wrong with an archive', () => {
  const well: ArchiveStatus = {
    ...{ from: '2026-11-27T00:00:00Z', lastBackup: '2026-11-27T00:00:00Z', lastKind: 'full' },
    ...{ ageSeconds: 60, waiting: 0, failing: false },
  };
  test.each<[string, Partial<ArchiveStatus>, string[]]>([
    ['nothing', {}, []],
    ['no backup', { from: null }, ['for want of a backup']],
    ['a piece that failed a moment ago', { failing: true, ageSeconds: 70 }, []],
    ['pieces that fail', { failing: true, ageSeconds: 600 }, ['not archived for 10 minutes']],
    ['pieces that come late', { waiting: 40, ageSeconds: 1200 }, ['20 minutes ago']],
  ])('%s', (_, facts, wanted) => {
    const problems = archiveProblems({ ...well, ...facts });
    expect(problems).toEqual(wanted.map((words) => expect.stringContaining(words)));
  });
});

test('rows that differ are told by table, and values that differ among as many rows', () => {
  const sums = (entries: Record<string, [string, string]>) =>
    new Map(Object.entries(entries).map(([name, [rows, sum]]) => [name, { rows, sum }]));
  const from = sums({ a: ['2', '7'], b: ['2', '7'], c: ['1', '1'], d: ['0', '0'] });
  expect(differentSums(from, from)).toEqual([]);
  expect(differentSums(from, sums({ a: ['2', '7'], b: ['2', '8'], c: ['0', '0'], e: ['1', '1'] }))).toEqual([
    'rows of b: 2 on the primary, 2 restored, of other values',
    'rows of c: 1 on the primary, 0 restored',
    'rows of d: 0 on the primary, none restored',
    'rows of e: none on the primary, 1 restored',
  ]);
});

describe('the image of servers that archive', () => {
  /** Images by name, and those of them that have the program. */
  function docker(images: Record<string, string>, having: readonly string[], builds = true) {
    const calls: string[] = [];
    return {
      calls,
      run: async ([verb = '', ...args]: readonly string[]) => {
        calls.push(verb);
        if (verb === 'image') {
          const id = images[args.at(-1) ?? ''];
          if (id === undefined) throw new Error('no such image');
          return `sha256:${id}\n`;
        }
        if (verb === 'run' && !having.some((name) => args.includes(name))) throw new Error('exit 1');
        if (verb === 'build' && !builds) throw new Error('cannot reach the mirror');
        if (verb === 'pull') images[args.at(-1) ?? ''] = '0123456789abcdef';
        return '';
      },
    };
  }
  const NAME = 'timescale-ci-archiving:0123456789ab';

  test('is built once on what lacks the program, and is the same where that has it', async () => {
    const lacks = docker({}, []);
    expect(await archivingImage(lacks.run, 'own', '/stack')).toBe(NAME);
    expect(lacks.calls).toEqual(['image', 'pull', 'image', 'image', 'run', 'build']);
    const has = docker({ own: '0123456789abcdef' }, ['own']);
    expect(await archivingImage(has.run, 'own', '/stack')).toBe(NAME);
    expect(has.calls.at(-1)).toBe('tag');
    const there = docker({ own: '0123456789abcdef', [NAME]: 'x' }, []);
    await archivingImage(there.run, 'own', '/stack');
    expect(there.calls).toEqual(['image', 'image']);
  });

  test('says what the build needs', async () => {
    const fails = docker({ own: '0123456789abcdef' }, [], false);
    await expect(archivingImage(fails.run, 'own', '/stack')).rejects.toMatchObject({
      hint: expect.stringContaining('TIMESCALE_IMAGE'),
    });
  });
});
