import { expect, test } from 'vitest';
import { dumpArguments, dumpFailure, listsOption } from '../../../src/engine/pg-dump.ts';

const HELP = `Options controlling the output content:
  -O, --no-owner               skip restoration of object ownership
      --restrict-key=RESTRICT_KEY
      --no-comments            do not dump comment commands
`;

test.each([
  ['--restrict-key', true],
  ['--no-comments', true],
  ['-O', true],
  ['--no-owner', true],
  ['--restrict', false],
  ['--no-comment', false],
])('%s: %s', (option, listed) => {
  expect(listsOption(HELP, option)).toBe(listed);
});

test('a snapshot is one argument more', () => {
  expect(dumpArguments(['--schema-only'])).toEqual(['--schema-only']);
  expect(dumpArguments(['--schema-only'], { snapshot: '00000003-1' })).toEqual([
    '--schema-only',
    '--snapshot=00000003-1',
  ]);
});

test('chunks that exceed the locks of a server do not fill the message, which says what to set', () => {
  const chunks = Array.from({ length: 3_000 }, (_, i) => `_timescaledb_internal._hyper_1_${i}_chunk`).join(', ');
  const { message, hint } = dumpFailure(
    1,
    `pg_dump: error: query failed: ERROR:  out of shared memory\npg_dump: detail: Query was: LOCK TABLE ${chunks}\n`,
  );
  expect(message).toContain('out of shared memory');
  expect(message.length).toBeLessThan(700);
  expect(hint).toContain('max_locks_per_transaction');
});
