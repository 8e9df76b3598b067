import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EMBEDDED, FEATURES, isOffered } from '../../support/features.ts';

const ROOT = join(import.meta.dirname, '../../..');
const rows = readFileSync(join(ROOT, 'docs/dump.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Feature') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '));

describe('the table in docs/dump.md', () => {
  test('has the features that are tested, and no other, with their versions and engines', () => {
    const named = rows
      .filter(([, , engine]) => engine?.startsWith('embedded'))
      .map(([name, versions, engine]) => ({ name, versions, apache: engine === 'embedded 2.23, Docker 2.19.3' }));
    const offered = FEATURES.filter((feature) => isOffered(feature, EMBEDDED));
    expect(named).toEqual(offered.map(({ name, versions, apache }) => ({ name, versions, apache })));
  });

  test('has those that only later versions have, with the test of their statements', () => {
    const later = FEATURES.filter((feature) => !isOffered(feature, EMBEDDED));
    const generated = rows.filter(([, , proof]) => proof?.startsWith('generator'));
    for (const { name, versions } of later)
      expect(generated.map((row) => row.slice(0, 2))).toContainEqual([name, versions]);
  });

  test.each(rows.filter(([, , proof]) => !proof?.startsWith('embedded')))(
    '%s (%s) names a test that exists',
    (_, __, proof) => {
      const [, file = '', name = ''] = /`(test\/[^`]+)`: (.+)$/.exec(proof ?? '') ?? [];
      expect(readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'")).toContain(name);
    },
  );
});
