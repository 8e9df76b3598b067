import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FEATURES } from '../../support/features.ts';

const ROOT = join(import.meta.dirname, '../../..');
const rows = readFileSync(join(ROOT, 'docs/dump.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Feature') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '));

describe('the table in docs/dump.md', () => {
  test('has the features that are tested, and no other, with their versions', () => {
    const named = rows
      .filter(([, , engine]) => engine === 'embedded 2.23')
      .map(([name, versions]) => ({ name, versions }));
    expect(named).toEqual(FEATURES.map(({ name, versions }) => ({ name, versions })));
  });

  test.each(rows.filter(([, , proof]) => proof !== 'embedded 2.23'))(
    '%s (%s) names a test that exists',
    (_, __, proof) => {
      const [, file = '', name = ''] = /`(test\/[^`]+)`: (.+)$/.exec(proof ?? '') ?? [];
      expect(readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'")).toContain(name);
    },
  );
});
