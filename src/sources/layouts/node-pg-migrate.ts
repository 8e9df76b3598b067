import { byBytes } from '../folder.ts';
import { aloneHint, downSections, firstSaying, left, scriptOf, strays } from '../listing.ts';
import { markerOf, readSections } from '../markers.ts';
import { byDigits } from '../order.ts';
import type { Layout } from '../types.ts';

const NAME = /^(\d+)[_-].*\.(sql|[cm]?[jt]s)$/;

export const nodePgMigrate: Layout = {
  name: 'node-pg-migrate',
  title: 'node-pg-migrate',
  files: '`1735689600000_name.sql` with `-- Up Migration`',
  runs: '`Up Migration` sections by number; `Down Migration` and JavaScript not',
  recognise: (folder) => firstSaying(folder, markerOf('node-pg-migrate')),
  async list(folder) {
    const files = await folder.files(/\.(sql|[cm]?[jt]s)$/);
    const number = (name: string): string => sinceEpoch(NAME.exec(name)?.[1] ?? '0');
    const known = files.filter((name) => NAME.test(name));
    const back = known.filter((name) => name.endsWith('.down.sql'));
    const sql = known.filter((name) => name.endsWith('.sql') && !back.includes(name));
    sql.sort((a, b) => byDigits(number(a), number(b)) || byBytes(a, b));
    const sections = await readSections(folder, sql, 'node-pg-migrate');
    const scripts = sections.map(({ name, text }, index) =>
      scriptOf(folder, name, text, {
        name: 'node-pg-migrate',
        transaction: 'whole',
        outside: `For a continuous aggregate, write WITH NO DATA. ${aloneHint(folder)}`,
        continues: index > 0,
      }),
    );
    return {
      scripts: await Promise.all(scripts),
      left: [
        ...downSections(folder, sections),
        ...left(folder, back, 'takes a migration back'),
        ...strays(folder, files, [...sql, ...back], 'its name has no NUMBER_ in front'),
        ...known
          .filter((name) => !name.endsWith('.sql'))
          .map((name) => ({
            name: folder.display(name),
            why: 'a program, which only node-pg-migrate runs',
            unexpected: true,
          })),
      ],
      warnings: [],
    };
  },
};

/** A number of 17 digits is a time in UTC; the others are milliseconds as they are. */
function sinceEpoch(digits: string): string {
  const [, year, month, day, hours, minutes, seconds, more] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(digits) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${more}Z`);
  return Number.isNaN(time) || time < 0 ? digits : String(time);
}
