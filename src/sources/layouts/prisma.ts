import { left, scriptOf, strays } from '../listing.ts';
import type { Layout, LeftOut, Listing } from '../types.ts';

/** Prisma Migrate: each migration.sql goes to the server as one query. */
export const prisma: Layout = {
  name: 'prisma',
  title: 'Prisma Migrate',
  files: '`20250101120000_name/migration.sql`',
  runs: 'every `migration.sql` by the name of its directory',
  async recognise(folder) {
    for (const name of await folder.folders()) {
      if (await folder.folder(name).has('migration.sql')) return `${name}/migration.sql`;
    }
    return undefined;
  },
  async list(folder): Promise<Listing> {
    const scripts: Listing['scripts'] = [];
    const skipped: LeftOut[] = strays(folder, await folder.files(), [], 'Prisma runs the migration.sql of directories');
    for (const name of await folder.folders()) {
      const migration = folder.folder(name);
      const files = await migration.files();
      const tool = {
        name: 'Prisma Migrate',
        transaction: 'query' as const,
        outside: 'Put the statement into a migration of its own: one alone is in no transaction.',
        continues: scripts.length > 0,
      };
      if (files.includes('migration.sql')) scripts.push(await scriptOf(migration, 'migration.sql', undefined, tool));
      const down = files.filter((file) => file === 'down.sql');
      skipped.push(...left(migration, down, 'takes a migration back'));
      skipped.push(...strays(migration, files, ['migration.sql', ...down], 'Prisma runs migration.sql only'));
    }
    return { scripts, left: skipped, warnings: [] };
  },
};
