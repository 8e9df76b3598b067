import { left, scriptOf, strays } from '../listing.ts';
import { byDigits, refuseTwins } from '../order.ts';
import type { Layout } from '../types.ts';

const NAME = /^(\d+)_.*\.(up|down)\.sql$/;

/** golang-migrate: the driver for PostgreSQL sends each file as one query. */
export const golangMigrate: Layout = {
  name: 'golang-migrate',
  title: 'golang-migrate',
  files: '`000001_name.up.sql`, `.down.sql`',
  runs: '`.up.sql` by number; `.down.sql` not',
  async recognise(folder) {
    return (await folder.files(NAME)).find((file) => file.endsWith('.up.sql'));
  },
  async list(folder) {
    const files = await folder.files();
    const found = files.flatMap((name) => {
      const [, version = '', direction] = NAME.exec(name) ?? [];
      return direction === 'up' ? [{ name, version: String(BigInt(version)) }] : [];
    });
    found.sort((a, b) => byDigits(a.version, b.version));
    refuseTwins(found, 'golang-migrate');
    const down = files.filter((name) => NAME.exec(name)?.[2] === 'down');
    const scripts = found.map(({ name }, index) =>
      scriptOf(folder, name, undefined, {
        name: 'golang-migrate',
        transaction: 'query',
        outside: 'Put the statement into a file of its own: one alone is in no transaction.',
        continues: index > 0,
      }),
    );
    const known = [...found.map(({ name }) => name), ...down];
    return {
      scripts: await Promise.all(scripts),
      left: [
        ...left(folder, down, 'takes a migration back'),
        ...strays(folder, files, known, 'golang-migrate runs NUMBER_name.up.sql only'),
      ],
      warnings: [],
    };
  },
};
