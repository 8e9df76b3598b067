import { isBlank, tokenize } from '../sql/lexer.ts';
import { unquoted } from '../sql/names.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { lexemes, readName } from '../sql/statement.ts';
import { searchPaths } from './search-path.ts';

interface Names {
  all: ReadonlySet<string>;
  /** Those that stand somewhere without a schema or table in front. */
  bare: ReadonlySet<string>;
}

const cache = new WeakMap<SourceStatement, Names>();

/** Every name in a statement, folded as PostgreSQL does, also those in strings and bodies: `create_hypertable('a.b')`. */
export function namesIn(statement: SourceStatement): Names {
  let names = cache.get(statement);
  if (names === undefined) {
    const found = { all: new Set<string>(), bare: new Set<string>() };
    collect(statement.sql, found, 0);
    cache.set(statement, found);
    names = found;
  }
  return names;
}

/** Strings hold SQL that holds strings; nobody goes deeper than this. */
const DEEPEST = 4;

function collect(sql: string, found: { all: Set<string>; bare: Set<string> }, depth: number): void {
  let qualified = false;
  const add = (name: string): void => {
    found.all.add(name);
    if (!qualified) found.bare.add(name);
  };
  for (const token of tokenize(sql)) {
    const { kind, start, end } = token;
    if (isBlank(token)) continue;
    const text = sql.slice(start, end);
    if (kind === 'word') add(text.toLowerCase());
    else if (kind === 'quotedIdentifier') add(unquoted(text));
    else if (kind === 'string' && depth < DEEPEST)
      collect(text.replace(/^[a-z&]*'|'$/gi, '').replaceAll("''", "'"), found, depth + 1);
    else if (kind === 'dollar' && depth < DEEPEST) {
      const tag = text.slice(0, text.indexOf('$', 1) + 1);
      collect(text.slice(tag.length, -tag.length), found, depth + 1);
    }
    qualified = text === '.';
  }
}

/** The parts of an object's name in a model, unquoted: `trading.f(integer)` gives trading and f. */
export function partsOf(object: string): string[] {
  return readName(lexemes(object), 0).parts;
}

/**
 * The statements that name an object, with its schema or by search_path; where none does (a setting outside of the scripts
 * says it), those with its own name.
 */
export function mentioning(statements: readonly SourceStatement[], object: string): SourceStatement[] {
  const [schema = '', ...own] = partsOf(object);
  const [name, ...parts] = own;
  const paths = searchPaths(statements);
  const has = (statement: SourceStatement, words: readonly string[]): boolean =>
    words.every((word) => namesIn(statement).all.has(word));
  const index = indexOf(statements);
  // Who names it has each word of its name: those that have the rarest are few.
  const candidates = (own.length > 0 ? own : [schema])
    .map((word) => index.get(word) ?? [])
    .reduce((few, more) => (more.length < few.length ? more : few));
  const whole = candidates.filter((statement) => {
    if (has(statement, [schema, ...own])) return true;
    const { bare } = namesIn(statement);
    return name !== undefined && bare.has(name) && has(statement, parts) && paths.get(statement)?.includes(schema);
  });
  if (whole.length > 0 || name === undefined) return whole;
  return candidates.filter((statement) => has(statement, own));
}

const indexes = new WeakMap<readonly SourceStatement[], ReadonlyMap<string, readonly SourceStatement[]>>();

/** The statements that have each name in them, in their order. */
function indexOf(statements: readonly SourceStatement[]): ReadonlyMap<string, readonly SourceStatement[]> {
  let index = indexes.get(statements);
  if (index === undefined) {
    const found = new Map<string, SourceStatement[]>();
    for (const statement of statements) {
      for (const name of namesIn(statement).all) {
        const list = found.get(name);
        if (list === undefined) found.set(name, [statement]);
        else list.push(statement);
      }
    }
    indexes.set(statements, found);
    index = found;
  }
  return index;
}
