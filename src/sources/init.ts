import { dirname, resolve } from 'node:path';
import { displayName, resolveInit, type ScriptFile } from '../script/files.ts';
import { Folder } from './folder.ts';
import { strays } from './listing.ts';
import { markedBy, sectionsOf, takesBack } from './markers.ts';
import { byNumbers } from './order.ts';
import type { ReadSource } from './read.ts';
import { recognise } from './recognise.ts';
import type { LeftOut, Listing } from './types.ts';

/**
 * Reads init SQL: files, patterns and directories in the order given, a pattern's matches by name. A directory that is in a
 * migration tool's layout is read as that tool would. What takes a migration back never runs, unless it is named.
 *
 * @param beside whether scripts that lie beside those that run are told of
 * @throws UserError as resolveInit does
 */
export async function readInit(
  patterns: readonly string[],
  cwd: string,
  options: { database: string; beside?: boolean },
): Promise<ReadSource> {
  const files: ScriptFile[] = [];
  const left: LeftOut[] = [];
  const warnings: string[] = [];
  for (const pattern of patterns) {
    const listing = (await directory(pattern, cwd, options.database)) ?? (await matches(pattern, cwd));
    left.push(...listing.left);
    warnings.push(...listing.warnings);
    const names = new Set(files.map(({ path }) => path));
    files.push(...listing.scripts.filter(({ path }) => !names.has(path)));
  }
  if (options.beside !== false) left.push(...(await besides(files, left, cwd)));
  return { scripts: files, left, warnings, label: patterns.join(', ') };
}

/** A directory as its tool, or else its numbers, order it; undefined for what is no directory, and where nothing is known of it. */
async function directory(pattern: string, cwd: string, database: string): Promise<Listing | undefined> {
  const folder = await Folder.open(resolve(cwd, pattern), cwd).catch(() => undefined);
  const found = folder === undefined ? undefined : await recognise(folder).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.layout.list(found.folder, { database, placeholders: {} });
}

async function matches(pattern: string, cwd: string): Promise<Listing> {
  const found = await resolveInit([pattern], cwd);
  const named = found.length === 1 && found[0]?.path === resolve(cwd, pattern);
  const base = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
  const asked = named || takesBack(base(pattern));
  const back = asked ? [] : found.filter(({ name }) => takesBack(base(name)));
  const scripts = found.filter((file) => !back.includes(file));
  const names = scripts.map(({ name }) => name);
  const numbered = names.every((name) => /^\d/.test(base(name)));
  const odd = numbered ? names.toSorted(byNumbers).findIndex((name, i) => name !== names[i]) : -1;
  return {
    scripts: scripts.map((file) => {
      const tool = markedBy(file.text);
      return tool === undefined ? file : { ...file, text: sectionsOf(file.text, tool).text };
    }),
    left: [
      ...back.map(({ name }) => ({ name, why: 'takes back what others build', unexpected: false })),
      ...scripts
        .filter(({ text }) => {
          const tool = markedBy(text);
          return tool !== undefined && sectionsOf(text, tool).left > 0;
        })
        .map(({ name }) => ({
          name: `the down section of ${name}`,
          why: 'takes a migration back',
          unexpected: false,
        })),
    ],
    warnings:
      odd < 0
        ? []
        : [
            `${pattern} runs by name: ${names[odd]} before ${names.toSorted(byNumbers)[odd]}. ` +
              `source: ${displayName(dirname(found[0]?.path ?? cwd), cwd)} runs numbers as numbers.`,
          ],
  };
}

/** Scripts in the same directories that nothing runs. */
async function besides(files: readonly ScriptFile[], known: readonly LeftOut[], cwd: string): Promise<LeftOut[]> {
  const directories = [...new Set(files.map(({ path }) => dirname(path)))];
  const found: LeftOut[] = [];
  for (const directory of directories) {
    const folder = await Folder.open(directory, cwd);
    const names = [...files.map(({ name }) => name), ...known.map(({ name }) => name)];
    const others = (await folder.files()).filter((name) => !takesBack(name) && !names.includes(folder.display(name)));
    found.push(...strays(folder, others, [], 'no pattern of init names it'));
  }
  return found;
}
