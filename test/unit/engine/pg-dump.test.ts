import { expect, test } from 'vitest';
import { dumpArguments, listsOption } from '../../../src/engine/pg-dump.ts';

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
