import { tokenize } from '../sql/lexer.ts';

/** One entry of pg_dump's table of contents, as `pg_dump --verbose` writes it in plain text. */
export interface TocEntry {
  /** pg_dump's own number, good for `dependencies` only. */
  id: number;
  /** OIDs of the catalogue and of the object in it; 0 for comments, privileges and the like. */
  classId: number;
  oid: number;
  dependencies: number[];
  statements: string[];
  /** What pg_dump set before: it does so once for many entries, so the order of the entries would show. */
  tablespace: string;
  accessMethod: string;
}

const TOC = /^-- TOC entry (\d+) \(class (\d+) OID (\d+)\)$/;
const DEPENDENCIES = /^-- Dependencies: ([\d ]+)$/;
const SETTING = /^SET (default_tablespace|default_table_access_method) = (.*);$/s;

/**
 * Reads the plain text of `pg_dump --schema-only --verbose`. Only comments between statements count as headers, as the
 * lexer sees them: text inside quotes, dollar quotes, names and comments of comments can't pose as one, and the names
 * that headers repeat are never read. Statements before the first entry (pg_dump's own settings) are left out.
 */
export function readEntries(text: string): TocEntry[] {
  const entries: TocEntry[] = [];
  let current: TocEntry | undefined;
  let tablespace = "''";
  let accessMethod = 'heap';
  let start = -1;
  let skipTo = 0;
  for (const token of tokenize(text)) {
    if (token.kind === 'space') continue;
    if (token.kind === 'comment') {
      if (start >= 0) continue;
      const line = text.slice(token.start, token.end).trimEnd();
      const toc = TOC.exec(line);
      if (toc !== null) {
        const [, id, classId, oid] = toc;
        current = {
          id: Number(id),
          classId: Number(classId),
          oid: Number(oid),
          dependencies: [],
          statements: [],
          tablespace,
          accessMethod,
        };
        entries.push(current);
      } else if (current !== undefined && current.statements.length === 0) {
        const dependencies = DEPENDENCIES.exec(line);
        if (dependencies?.[1] !== undefined) current.dependencies = dependencies[1].split(' ').map(Number);
      }
      continue;
    }
    if (token.start < skipTo) continue;
    // psql's own commands: \restrict and \unrestrict of the newer minor releases, with a random key.
    if (start < 0 && token.kind === 'backslash') {
      const end = text.indexOf('\n', token.end);
      skipTo = end < 0 ? text.length : end;
      continue;
    }
    if (start < 0) start = token.start;
    if (token.kind !== 'semicolon') continue;
    const statement = text.slice(start, token.end);
    start = -1;
    const setting = SETTING.exec(statement);
    if (setting?.[2] !== undefined) {
      if (setting[1] === 'default_tablespace') tablespace = setting[2];
      else accessMethod = setting[2];
    } else current?.statements.push(statement);
  }
  return entries;
}
