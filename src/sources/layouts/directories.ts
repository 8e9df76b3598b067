import type { ToolRules } from '../../script/files.ts';
import type { Folder } from '../folder.ts';
import { left, scriptOf, strays } from '../listing.ts';
import { byDigits } from '../order.ts';
import type { Layout, LeftOut, Listing } from '../types.ts';

/** `2025-01-01-000000_name`, `00000000000000_diesel_initial_setup`. */
const DIESEL = /^\d[\d-]*_/;
/** `1735689600000_name`: milliseconds since 1970. */
const HASURA = /^\d{10,}_/;

const ALONE = /^\s*run_in_transaction\s*=\s*false/m;
const NO_TRANSACTION = /^[ \t]*-- hasura:no-transaction[ \t]*\r?(\n|$)/;

/** The first directory of a kind that has an up.sql. */
async function firstUp(folder: Folder, pattern: RegExp): Promise<string | undefined> {
  for (const name of await folder.folders()) {
    if (pattern.test(name) && (await folder.folder(name).has('up.sql'))) return `${name}/up.sql`;
  }
  return undefined;
}

type Rules = (migration: Folder, index: number) => Promise<ToolRules>;

/** Every `up.sql`, by the number in front of its directory's name. */
async function listUps(folder: Folder, title: string, rules: Rules): Promise<Listing> {
  const version = (name: string): string => (/^[\d-]+/.exec(name)?.[0] ?? '').replaceAll('-', '');
  const names = (await folder.folders()).filter((name) => version(name) !== '');
  names.sort((a, b) => byDigits(version(a), version(b)));
  const scripts: Listing['scripts'] = [];
  const skipped: LeftOut[] = strays(folder, await folder.files(), [], `${title} runs the up.sql of directories`);
  for (const name of names) {
    const migration = folder.folder(name);
    const files = await migration.files();
    if (files.includes('up.sql')) {
      scripts.push(await scriptOf(migration, 'up.sql', undefined, await rules(migration, scripts.length)));
    }
    const down = files.filter((file) => file === 'down.sql');
    skipped.push(...left(migration, down, 'takes a migration back'));
    skipped.push(...strays(migration, files, ['up.sql', ...down], `${title} runs up.sql only`));
  }
  return { scripts, left: skipped, warnings: [] };
}

export const hasura: Layout = {
  name: 'hasura',
  title: 'Hasura',
  files: '`1735689600000_name/up.sql`, `down.sql`',
  runs: '`up.sql` by number; `down.sql` not',
  async recognise(folder) {
    const config = await folder.above('config.yaml');
    const known = /^\s*(metadata_directory|admin_secret|endpoint)\s*:/m.test(config?.text ?? '');
    return firstUp(folder, known ? HASURA : /^\d{13}_/);
  },
  list: (folder) =>
    listUps(folder, 'Hasura', async (migration) => ({
      name: 'Hasura',
      // Its server sends the text as one query, in a transaction of its own unless the first line says otherwise.
      transaction: NO_TRANSACTION.test(await migration.text('up.sql')) ? 'query' : 'block',
      outside: 'Write "-- hasura:no-transaction" on the first line, with the statement alone in the file.',
      continues: false,
    })),
};

export const diesel: Layout = {
  name: 'diesel',
  title: 'Diesel',
  files: '`2025-01-01-000000_name/up.sql`, `down.sql`',
  runs: '`up.sql` by number; `down.sql` not',
  recognise: (folder) => firstUp(folder, DIESEL),
  list: (folder) =>
    listUps(folder, 'Diesel', async (migration, index) => ({
      name: 'Diesel',
      transaction: ALONE.test(await migration.glance('metadata.toml')) ? 'none' : 'block',
      outside: 'Write "run_in_transaction = false" into metadata.toml beside the up.sql.',
      continues: index > 0,
    })),
};
