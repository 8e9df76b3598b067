import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { layoutGuide, withLayouts } from '../../../scripts/describe-layouts.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { LAYOUT_TABLE } from '../../../src/sources/layouts.ts';
import { PROGRAMS } from '../../../src/sources/programs.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test('the front page has the table of the layouts: "npm run describe" writes it', () => {
  expect(read('README.md')).toBe(withLayouts(read('README.md')));
});

test.each(Object.values(LAYOUT_TABLE))('the guide of $name is what the code does', async (layout) => {
  expect(read(`docs/sources/${layout.name}.md`)).toBe(await layoutGuide(layout));
});

/** The table of programs, by title. */
const rows = new Map(
  [...read('docs/sources/programs.md').matchAll(/^\| (.+?) \| `(build: .+?)` \|/gm)].map(
    ([, title = '', yaml = '']) => [title, String(SettingsSchema.parse(parse(yaml)).build?.run)],
  ),
);

test.each(PROGRAMS)('the guide to programs has what init says of $title', ({ title, command }) => {
  const run = rows.get(title) ?? '';
  // What it connects by stands behind it.
  expect(run.startsWith(command.replace('FILE', 'data-source.js'))).toBe(true);
});

test.each(['knex', 'typeorm', 'node-pg-migrate', 'drizzle', 'prisma'])(
  '%s is run by the command of its guide',
  (name) => {
    const { build } = parse(read(`test/e2e/orms/${name}/timescale-ci.yml`));
    const [, run = ''] = [...rows].find(([title]) => title.toLowerCase() === name) ?? [];
    expect([build.run].flat().join(' ').replace('.mjs', '.js')).toContain(run);
    expect(run).not.toBe('');
  },
);
