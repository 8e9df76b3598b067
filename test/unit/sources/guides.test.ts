import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { layoutGuide, withLayouts } from '../../../scripts/describe-layouts.ts';
import { LAYOUT_TABLE } from '../../../src/sources/layouts.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test('the front page has the table of the layouts: "npm run describe" writes it', () => {
  expect(read('README.md')).toBe(withLayouts(read('README.md')));
});

test.each(Object.values(LAYOUT_TABLE))('the guide of $name is what the code does', async (layout) => {
  expect(read(`docs/sources/${layout.name}.md`)).toBe(await layoutGuide(layout));
});
