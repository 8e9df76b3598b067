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
  test('has the features that are tested, and no other, with their versions and engines', () => {
    const named = rows
      .filter(([, , engine]) => engine?.startsWith('embedded'))
      .map(([name, versions, engine]) => ({ name, versions, apache: engine === 'embedded 2.23, Docker 2.19.3' }));
    expect(named).toEqual(FEATURES.map(({ name, versions, apache }) => ({ name, versions, apache })));
  });

  test.each(rows.filter(([, , proof]) => !proof?.startsWith('embedded')))(
    '%s (%s) names a test that exists',
    (_, __, proof) => {
      const [, file = '', name = ''] = /`(test\/[^`]+)`: (.+)$/.exec(proof ?? '') ?? [];
      expect(readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'")).toContain(name);
    },
  );
});
