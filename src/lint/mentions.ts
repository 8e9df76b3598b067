import { tokenize } from '../sql/lexer.ts';
import { unquoted } from '../sql/names.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { lexemes, readName } from '../sql/statement.ts';

const cache = new WeakMap<SourceStatement, ReadonlySet<string>>();

/** Every name in a statement, folded as PostgreSQL does, also those in strings and bodies: `create_hypertable('a.b')`. */
export function namesIn(statement: SourceStatement): ReadonlySet<string> {
  let names = cache.get(statement);
  if (names === undefined) {
    const found = new Set<string>();
    collect(statement.sql, found, 0);
    cache.set(statement, found);
    names = found;
  }
  return names;
}

/** Strings hold SQL that holds strings; nobody goes deeper than this. */
const DEEPEST = 4;

function collect(sql: string, found: Set<string>, depth: number): void {
  for (const { kind, start, end } of tokenize(sql)) {
    const text = sql.slice(start, end);
    if (kind === 'word') found.add(text.toLowerCase());
    else if (kind === 'quotedIdentifier') found.add(unquoted(text));
    else if (kind === 'string' && depth < DEEPEST)
      collect(text.replace(/^[a-z&]*'|'$/gi, '').replaceAll("''", "'"), found, depth + 1);
    else if (kind === 'dollar' && depth < DEEPEST) {
      const tag = text.slice(0, text.indexOf('$', 1) + 1);
      collect(text.slice(tag.length, -tag.length), found, depth + 1);
    }
  }
}

/** The parts of an object's name in a model, unquoted: `trading.f(integer)` gives trading and f. */
export function partsOf(object: string): string[] {
  return readName(lexemes(object), 0).parts;
}

/** The statements that name an object; where none says its schema (search_path does), those with its own name. */
export function mentioning(statements: readonly SourceStatement[], object: string): SourceStatement[] {
  const parts = partsOf(object);
  const whole = statements.filter((statement) => parts.every((part) => namesIn(statement).has(part)));
  if (whole.length > 0 || parts.length < 2) return whole;
  return statements.filter((statement) => parts.slice(1).every((part) => namesIn(statement).has(part)));
}
