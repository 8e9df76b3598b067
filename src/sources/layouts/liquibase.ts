import { posix } from 'node:path';
import { parse } from 'yaml';
import { UserError } from '../../errors.ts';
import type { ScriptFile } from '../../script/files.ts';
import type { Folder } from '../folder.ts';
import { scriptOf, strays } from '../listing.ts';
import { blank, linesOf, substitute } from '../sections.ts';
import type { Layout, LeftOut, Listing, ReadOptions } from '../types.ts';

const FORMATTED = /^\s*--\s*liquibase\s+formatted\s+sql/i;
const CHANGESET = /^\s*--\s*changeset\s+(\S+:\S+)(.*)$/i;
const ROLLBACK = /^\s*--\s*rollback\b/im;
const MASTER = /^(db\.)?changelog[-.]?(master|root)?\.(xml|ya?ml|json)$/i;

/** Liquibase's changelogs in SQL: each changeset is a transaction. */
export const liquibase: Layout = {
  name: 'liquibase',
  title: 'Liquibase',
  files: '`--liquibase formatted sql`, with or without a changelog that includes them',
  runs: 'changesets in the order of the changelog, else of the names; rollbacks and changesets in XML or YAML not',
  async recognise(folder) {
    for (const name of (await folder.files(/\.sql$/i)).slice(0, 5)) {
      if (FORMATTED.test(await folder.glance(name))) return name;
    }
    const master = (await folder.files(MASTER))[0];
    return master !== undefined && /databaseChangeLog/.test(await folder.glance(master)) ? master : undefined;
  },
  async list(folder, options): Promise<Listing> {
    const master = (await folder.files(MASTER))[0];
    const every = await folder.everyFile(/\.sql$/i);
    const log: Changelog = { files: [], programs: [] };
    if (master === undefined) log.files.push(...every);
    else await follow(folder, master, every, log, []);
    const scripts: ScriptFile[] = [];
    const left: LeftOut[] = [];
    for (const file of log.files) {
      const text = await folder.text(file);
      if (ROLLBACK.test(text)) {
        const name = `the rollbacks of ${folder.display(file)}`;
        left.push({ name, why: 'takes a changeset back', unexpected: false });
      }
      if (FORMATTED.test(text)) scripts.push(...(await changesets(folder, file, text, options, left)));
      else if (master === undefined) left.push(stray(folder, file, 'it has no line --liquibase formatted sql'));
      else scripts.push(await scriptOf(folder, file));
    }
    return {
      scripts: scripts.map((script, index) =>
        script.tool === undefined ? script : { ...script, tool: { ...script.tool, continues: index > 0 } },
      ),
      left: [
        ...left,
        ...strays(folder, every, log.files, `${master ?? 'no changelog'} does not include it`),
        ...log.programs.map((file) => stray(folder, file, 'its changesets are not SQL, and only Liquibase runs them')),
      ],
      warnings: [],
    };
  },
};

interface Changelog {
  files: string[];
  /** Changelogs with changesets of their own, which are no SQL. */
  programs: string[];
}

function stray(folder: Folder, file: string, why: string): LeftOut {
  return { name: folder.display(file), why, unexpected: true };
}

/** Follows the includes of a changelog. */
async function follow(folder: Folder, file: string, every: string[], log: Changelog, way: string[]): Promise<void> {
  if (way.includes(file)) throw new UserError(`a changelog includes itself: ${[...way, file].join(' → ')}`);
  const text = await folder.text(file);
  if (/\.sql$/i.test(file)) {
    log.files.push(file);
    return;
  }
  if (/<changeSet\b|\bchangeSet"?\s*:/.test(text)) log.programs.push(file);
  for (const { path, all, relative } of includesOf(text, file)) {
    const at = locate(path, relative ? posix.dirname(file) : '.', folder);
    const found = all ? every.filter((one) => one.startsWith(`${at}/`) || at === '.') : [at];
    for (const one of found) await follow(folder, one, every, log, [...way, file]);
  }
}

/** A path as the folder knows it: Liquibase starts from the root of its search path, which lies above. */
function locate(path: string, from: string, folder: Folder): string {
  const clean = posix.normalize(posix.join(from, path.replace(/^(classpath:|\/)+/, ''))).replace(/\/$/, '');
  const parts = clean.split('/');
  const base = parts.lastIndexOf(folder.base);
  return from === '.' && base >= 0 ? parts.slice(base + 1).join('/') || '.' : clean;
}

interface Include {
  path: string;
  all: boolean;
  relative: boolean;
}

function includesOf(text: string, file: string): Include[] {
  if (/\.xml$/i.test(file)) {
    return [...text.matchAll(/<(include|includeAll)\b([^>]*)>/g)].map(([, kind, attributes = '']) => ({
      path: /\b(?:file|path)\s*=\s*"([^"]*)"/.exec(attributes)?.[1] ?? '',
      all: kind === 'includeAll',
      relative: /\brelativeToChangelogFile\s*=\s*"true"/.test(attributes),
    }));
  }
  const { databaseChangeLog = [] } = (parse(text) ?? {}) as { databaseChangeLog?: Record<string, IncludeNode>[] };
  return databaseChangeLog.flatMap(({ include, includeAll }) =>
    [include, includeAll].flatMap((node) =>
      node === undefined
        ? []
        : [
            {
              path: node.file ?? node.path ?? '',
              all: node === includeAll,
              relative: String(node.relativeToChangelogFile) === 'true',
            },
          ],
    ),
  );
}

interface IncludeNode {
  file?: string;
  path?: string;
  relativeToChangelogFile?: boolean | string;
}

/** The changesets of a file, each with only its own lines left. */
async function changesets(
  folder: Folder,
  file: string,
  source: string,
  { placeholders }: ReadOptions,
  left: LeftOut[],
): Promise<ScriptFile[]> {
  const text = substitute(source, /\$\{([^}\s]+)\}/g, (match) => placeholders[match[1] ?? '']);
  const heads = linesOf(text).filter((line) => CHANGESET.test(line.text));
  const scripts: ScriptFile[] = [];
  for (const [index, head] of heads.entries()) {
    const [, id = '', settings = ''] = CHANGESET.exec(head.text) ?? [];
    const end = heads[index + 1]?.start ?? text.length;
    const own = blank(blank(text, 0, head.start), end, text.length);
    const dbms = /\bdbms:(\S+)/i.exec(settings)?.[1];
    if (dbms !== undefined && !isFor(dbms)) {
      left.push({ name: `${folder.display(file)} ${id}`, why: 'for another database', unexpected: false });
      continue;
    }
    if (/^\s*--\s*preconditions?\b/im.test(own)) {
      left.push(stray(folder, `${file} (the preconditions of ${id})`, 'only Liquibase looks at them'));
    }
    scripts.push(
      await scriptOf(folder, file, own, {
        name: 'Liquibase',
        transaction: /\brunInTransaction:false\b/i.test(settings) ? 'none' : 'block',
        outside: `Write "runInTransaction:false" behind the changeset on line ${head.number}.`,
        continues: true,
      }),
    );
  }
  return scripts;
}

function isFor(dbms: string): boolean {
  const names = dbms.toLowerCase().split(',');
  if (names.includes('!postgresql') || names.includes('none')) return false;
  return names.includes('postgresql') || names.includes('all') || names.every((name) => name.startsWith('!'));
}
