import type { SourceStatement } from '../sql/sources.ts';
import { lexemes, readName } from '../sql/statement.ts';

const cache = new WeakMap<readonly SourceStatement[], ReadonlyMap<SourceStatement, readonly string[]>>();

/** The schemas in which a statement looks names up, as far as SET search_path says; `public` where nothing does. */
export function searchPaths(statements: readonly SourceStatement[]): ReadonlyMap<SourceStatement, readonly string[]> {
  let paths = cache.get(statements);
  if (paths === undefined) {
    paths = follow(statements);
    cache.set(statements, paths);
  }
  return paths;
}

function follow(statements: readonly SourceStatement[]): Map<SourceStatement, readonly string[]> {
  const paths = new Map<SourceStatement, readonly string[]>();
  let path: readonly string[] = ['public'];
  let file: string | undefined;
  for (const statement of statements) {
    // A script may be a session of its own, or go on in that of the one before.
    if (file !== undefined && file !== statement.file) path = [...path, 'public'];
    file = statement.file;
    path = set(statement.sql) ?? path;
    paths.set(statement, path);
  }
  return paths;
}

/** `SET [SESSION | LOCAL] search_path = a, "B"`, and nothing else. */
function set(sql: string): string[] | undefined {
  if (!/^(set|reset)\b/i.test(sql)) return undefined;
  const tokens = lexemes(sql);
  const at = tokens.findIndex(({ text }, i) => i < 3 && text.toLowerCase() === 'search_path');
  if (at < 0) return undefined;
  const names = tokens.slice(at + 2).flatMap(({ kind, text }, i, rest) => {
    if (kind === 'string') return [text.slice(1, -1)];
    return readName(rest, i).parts.slice(0, 1);
  });
  return names.length === 0 || names[0] === 'default' ? ['public'] : names;
}
