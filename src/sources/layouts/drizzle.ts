import { UserError } from '../../errors.ts';
import type { Folder } from '../folder.ts';
import { aloneHint, scriptOf, strays } from '../listing.ts';
import type { Layout } from '../types.ts';

const JOURNAL = 'meta/_journal.json';

export const drizzle: Layout = {
  name: 'drizzle',
  title: 'Drizzle',
  files: '`0000_name.sql`, `meta/_journal.json`; or `20250101120000_name/migration.sql` with `snapshot.json`',
  runs: 'what the journal lists, in its order',
  async recognise(folder) {
    if ((await folder.folders()).includes('meta') && (await folder.folder('meta').has('_journal.json'))) return JOURNAL;
    for (const name of await folder.folders()) {
      const files = await folder.folder(name).files();
      if (files.includes('migration.sql') && files.includes('snapshot.json')) return `${name}/snapshot.json`;
    }
    return undefined;
  },
  async list(folder) {
    const files = await folder.everyFile(/\.sql$/);
    const journal = (await folder.folders()).includes('meta');
    const runs = journal ? await listed(folder) : files.filter((file) => /^[^/]+\/migration\.sql$/.test(file));
    const missing = runs.find((file) => !files.includes(file));
    if (missing !== undefined) {
      throw new UserError(`${folder.display(JOURNAL)} lists ${missing}, and there is no such file`, {
        hint: 'Add the file, or make the journal again with drizzle-kit generate.',
        exitCode: 1,
      });
    }
    const scripts = runs.map((file, index) =>
      scriptOf(folder, file, undefined, {
        name: 'Drizzle',
        transaction: 'whole',
        outside: `For a continuous aggregate, write WITH NO DATA. ${aloneHint(folder)}`,
        continues: index > 0,
      }),
    );
    return {
      scripts: await Promise.all(scripts),
      left: strays(folder, files, runs, journal ? `${JOURNAL} does not list it` : 'Drizzle runs migration.sql only'),
      warnings: [],
    };
  },
};

async function listed(folder: Folder): Promise<string[]> {
  const text = await folder.text(JOURNAL);
  try {
    const { entries } = JSON.parse(text) as { entries: { tag: string }[] };
    // As they stand there: Drizzle looks at no number of theirs.
    return entries.map(({ tag }) => `${tag}.sql`);
  } catch (cause) {
    throw new UserError(`${folder.display(JOURNAL)} is no journal of Drizzle`, {
      hint: 'Make it again with drizzle-kit generate.',
      cause,
      exitCode: 1,
    });
  }
}
