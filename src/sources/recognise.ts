import type { LayoutName } from '../settings/source.ts';
import type { Folder } from './folder.ts';
import { LAYOUT_TABLE } from './layouts.ts';
import type { Layout } from './types.ts';

/** A directory whose layout is known. */
export interface Recognised {
  layout: Layout;
  folder: Folder;
  /** What shows it. */
  evidence: string;
}

/** Where nobody keeps the SQL that builds a database. */
const ELSEWHERE =
  /^(node_modules|vendor|third_party|dist|build|target|out|bin|coverage|tests?|spec|e2e|testdata|fixtures|examples?|samples?|seeds?|queries|snippets|venv|site-packages|backups?)$/i;

/** More directories than people make by hand. */
const MOST_FOLDERS = 20_000;

/** The layout of a directory; undefined where it has no SQL. */
export async function recognise(folder: Folder): Promise<Recognised | undefined> {
  for (const layout of Object.values(LAYOUT_TABLE)) {
    const evidence = await layout.recognise(folder);
    if (evidence !== undefined) return { layout, folder, evidence };
  }
  return undefined;
}

/**
 * Every directory at or below a folder that is laid out in some way, whatever its depth. What lies below one that a tool
 * claims belongs to it; a plain one is no more than a directory of scripts.
 */
export async function recogniseBelow(folder: Folder): Promise<Recognised[]> {
  let folders = 0;
  const look = async (at: Folder): Promise<Recognised[]> => {
    if (++folders > MOST_FOLDERS) return [];
    const own = (await at.files()).length > 0 || (await at.folders()).length > 0 ? await claimed(at) : undefined;
    if (own !== undefined && !['plain', 'structure'].includes(own.layout.name)) return [own];
    const below: Recognised[] = [];
    for (const name of await at.folders()) {
      if (!ELSEWHERE.test(name)) below.push(...(await look(at.folder(name))));
    }
    return own === undefined ? below : [own, ...below];
  };
  return look(folder);
}

/** The layout of a directory by itself: a plain one must have scripts of its own. */
async function claimed(folder: Folder): Promise<Recognised | undefined> {
  const found = await recognise(folder);
  if (found?.layout.name === 'plain' && found.evidence.includes('/')) return undefined;
  return found;
}

/** The layout that a person named. */
export function layoutOf(name: LayoutName): Layout {
  return LAYOUT_TABLE[name];
}
