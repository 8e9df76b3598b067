import { byBytes } from '../folder.ts';
import { downSections, firstSaying, scriptOf } from '../listing.ts';
import { markerOf, readSections } from '../markers.ts';
import { byDigits } from '../order.ts';
import type { Layout } from '../types.ts';

export const sqlMigrate: Layout = {
  name: 'sql-migrate',
  title: 'sql-migrate',
  files: '`1-name.sql` with `-- +migrate Up`',
  runs: '`+migrate Up` sections by number, then by name; `+migrate Down` not',
  recognise: (folder) => firstSaying(folder, markerOf('sql-migrate')),
  async list(folder) {
    const number = (name: string): string | undefined => /^(\d+)/.exec(name)?.[1];
    const files = (await folder.files(/\.sql$/)).toSorted((a, b) => {
      const [x, y] = [number(a), number(b)];
      return (x !== undefined && y !== undefined ? byDigits(x, y) : 0) || byBytes(a, b);
    });
    const sections = await readSections(folder, files, 'sql-migrate');
    const scripts = sections.map(({ name, text, marks }, index) =>
      scriptOf(folder, name, text, {
        name: 'sql-migrate',
        transaction: marks.some(({ text: line }) => /\bnotransaction\b/.test(line)) ? 'none' : 'block',
        outside: 'Write "-- +migrate Up notransaction" above the section.',
        continues: index > 0,
      }),
    );
    return { scripts: await Promise.all(scripts), left: downSections(folder, sections), warnings: [] };
  },
};
