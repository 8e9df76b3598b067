import type { Folder } from './folder.ts';
import { type Mark, type Sections, upSections } from './sections.ts';

/** Tools that keep what builds and what takes back in one file, by the lines that begin each part. */
const MARKERS: Record<string, { up: RegExp; down: RegExp; whole?: boolean }> = {
  dbmate: { up: /^--\s*migrate:up(\s|$)/, down: /^--\s*migrate:down(\s|$)/ },
  goose: { up: /^--\s*\+goose\s+up\s*$/i, down: /^--\s*\+goose\s+down\s*$/i },
  'sql-migrate': { up: /^--\s*\+migrate\s+up\b/i, down: /^--\s*\+migrate\s+down\b/i },
  'node-pg-migrate': { up: /^\s*--[\s-]*up\s+migration/im, down: /^\s*--[\s-]*down\s+migration/im, whole: true },
};

export type MarkedTool = 'dbmate' | 'goose' | 'sql-migrate' | 'node-pg-migrate';

/** What shows that a script is in sections of this tool. */
export function markerOf(tool: MarkedTool): RegExp {
  const { up } = MARKERS[tool] as { up: RegExp };
  return new RegExp(up.source, up.flags.includes('m') ? up.flags : `${up.flags}m`);
}

/** The up sections of a script of this tool. */
export function sectionsOf(text: string, tool: MarkedTool): Sections {
  const { up, down, whole } = MARKERS[tool] as { up: RegExp; down: RegExp; whole?: boolean };
  // node-pg-migrate takes a file without the mark for one that only builds.
  const before = whole === true && !up.test(text);
  const mark = (line: string): Mark => (up.test(line) ? 'up' : down.test(line) ? 'down' : undefined);
  return upSections(text, mark, before);
}

/** Scripts with their up sections, in the order given. */
export function readSections(
  folder: Folder,
  names: readonly string[],
  tool: MarkedTool,
): Promise<(Sections & { name: string; source: string })[]> {
  return Promise.all(
    names.map(async (name) => {
      const source = await folder.text(name);
      return { name, source, ...sectionsOf(source, tool) };
    }),
  );
}

/** The tool whose sections a script is in; undefined for one without. */
export function markedBy(text: string): MarkedTool | undefined {
  return (Object.keys(MARKERS) as MarkedTool[]).find((tool) => markerOf(tool).test(text));
}

/** Files that take back what others build, by their names. */
const TAKES_BACK =
  /(^|[._-])(down|undo|rollback|revert)\.sql$|^(teardown|drop|drop[_-]all)\.sql$|^U\d[\d._]*__.*\.sql$/i;

export function takesBack(file: string): boolean {
  return TAKES_BACK.test(file);
}
