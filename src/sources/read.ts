import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { docsPage } from '../documentation.ts';
import { UserError } from '../errors.ts';
import { displayName } from '../script/files.ts';
import type { LayoutName, SourceSetting } from '../settings/source.ts';
import { Folder } from './folder.ts';
import { scriptOf, strays } from './listing.ts';
import { layoutOf, type Recognised, recognise, recogniseBelow } from './recognise.ts';
import type { Layout, Listing, ReadOptions } from './types.ts';

/** What a source runs, with a word on where it comes from. */
export interface ReadSource extends Listing {
  /** `dbmate in db/migrations`. */
  label: string;
}

/**
 * Lists and reads the scripts of a source: of its directories one after the other, each in the layout that is named or
 * recognised.
 *
 * @throws UserError where there is no directory, no SQL or no one layout
 */
export async function readSource(
  setting: SourceSetting,
  cwd: string,
  options: { database: string; skip?: string },
): Promise<ReadSource> {
  const { path, layout, placeholders = {} } = typeof setting === 'string' ? { path: setting } : setting;
  const read: ReadOptions = {
    database: options.database,
    placeholders: Object.fromEntries(Object.entries(placeholders).map(([name, value]) => [name, String(value)])),
  };
  const found: ReadSource[] = [];
  for (const one of typeof path === 'string' ? [path] : path) {
    const { layout: of, folder } = await open(one, cwd, layout, options.skip);
    const listing = await of.list(folder, read);
    if (listing.scripts.length === 0) {
      const names = listing.left.map(({ name }) => name).join(', ');
      throw new UserError(`${folder.name} has nothing to run: ${of.title} finds no script in it`, {
        ...(names === '' ? {} : { hint: `Left out: ${names}.` }),
      });
    }
    // Below the project itself lies whatever it is made of.
    const below =
      FLAT.has(of.name) && folder.path !== cwd ? (await folder.everyFile()).filter((file) => file.includes('/')) : [];
    const left = [...listing.left, ...strays(folder, below, [], `${of.title} reads no directory below`)];
    found.push({ ...listing, left, label: `${of.title} in ${folder.name}` });
  }
  return {
    scripts: found.flatMap(({ scripts }) => scripts),
    left: found.flatMap(({ left }) => left),
    warnings: found.flatMap(({ warnings }) => warnings),
    label: found.map(({ label }) => label).join(', '),
  };
}

/** What looks for its scripts in the directory itself alone. */
const FLAT = new Set<LayoutName>([
  'dbmate',
  'goose',
  'sql-migrate',
  'node-pg-migrate',
  'sqlx',
  'yoyo',
  'golang-migrate',
  'initdb',
]);

/** A file that holds the whole schema, or the plan of one. */
function oneFile(file: string): Layout {
  if (file === 'sqitch.plan') return layoutOf('sqitch');
  return {
    ...layoutOf('structure'),
    title: file,
    list: async (folder) => ({ scripts: [await scriptOf(folder, file)], left: [], warnings: [] }),
  };
}

type Found = Pick<Recognised, 'layout' | 'folder'>;

/** As many as a person looks through for the one that was meant. */
const MOST_NAMED = 5;

async function whatIsThere(cwd: string, skip: string | undefined): Promise<string> {
  const about = 'source names the directory that the migrations are in';
  const found = await recogniseBelow(await Folder.open(cwd, cwd, skip)).catch(() => []);
  if (found.length === 0) return `${about}; ${cwd} holds none.`;
  const named = found.slice(0, MOST_NAMED).map(({ layout, folder }) => `${folder.name} (${layout.title})`);
  const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : '';
  return `${about}. There is ${named.join(', ')}${more}.`;
}

async function open(
  path: string,
  cwd: string,
  name: Parameters<typeof layoutOf>[0] | undefined,
  skip: string | undefined,
): Promise<Found> {
  const at = resolve(cwd, path);
  const isFile = await stat(at).then(
    (found) => found.isFile(),
    () => undefined,
  );
  if (isFile === undefined) {
    throw new UserError(`there is no directory ${displayName(at, cwd)}`, { hint: await whatIsThere(cwd, skip) });
  }
  if (isFile) return { layout: oneFile(basename(at)), folder: await Folder.open(dirname(at), cwd) };
  const folder = await Folder.open(at, cwd, skip);
  if (name !== undefined) return { layout: layoutOf(name), folder };
  const own = await recognise(folder);
  const { name: layout, evidence } = { name: own?.layout.name, evidence: own?.evidence ?? '' };
  const asked = layout !== 'structure' && !(layout === 'plain' && evidence.includes('/'));
  if (own !== undefined && asked) return own;
  // The directory may be the project's: what a tool claims below it is meant, if it is one.
  const below = (await recogniseBelow(folder)).filter((one) => !['plain', 'structure'].includes(one.layout.name));
  if (below.length > 1) {
    const places = below.map((one) => `${one.folder.name} (${one.layout.title})`);
    throw new UserError(`${folder.name} holds several sources: ${places.join(', ')}`, {
      hint: `Name one: source: ${below[0]?.folder.name}`,
    });
  }
  const one = below[0] ?? own;
  if (one !== undefined) return one;
  throw new UserError(`${folder.name} has no SQL that a schema can be built from`, {
    hint: `source names the directory that the migrations are in (a program that migrates is named by build: ${docsPage('sources/programs.md')}).`,
  });
}
