import type { SchemaModel } from '../../catalog/model.ts';
import { isBlank, type Token, tokenize } from '../../sql/lexer.ts';
import type { SourceStatement } from '../../sql/sources.ts';

/** What can be recognised under another name. */
export type Renamable = 'relations' | 'columns' | 'constraints' | 'indexes' | 'routines' | 'sequences';

/** An object that two schemas have under different names. Names are qualified, as in the models. */
export interface Rename {
  collection: Renamable;
  from: string;
  to: string;
  /** True where the SQL says so, false where it was recognised by its definition. */
  told: boolean;
}

/** `-- timescale-ci: renamed-from OLD` with what it stands at. Names are in parts, unquoted. */
export interface RenameHint {
  /** The object, or the table of the item. */
  object: string[];
  kind: string;
  /** The column or constraint of CREATE TABLE that the comment stands at. */
  item: string | null;
  from: string[];
  /** The statement of a comment; null where ALTER … RENAME says it, which is right by itself. */
  written: SourceStatement | null;
}

interface Piece extends Token {
  text: string;
}

/** Gives the replacement of the tokens from `at` on, and how many they are; undefined to leave the token as it is. */
type Replace = (pieces: readonly Piece[], at: number) => { text: string; tokens: number } | undefined;

/** Rewrites SQL token by token, so that neither strings nor bodies in dollar quotes are touched by accident. */
function rewrite(sql: string, replace: Replace): string {
  const pieces = [...tokenize(sql)].map((token) => ({ ...token, text: sql.slice(token.start, token.end) }));
  const words = pieces.filter((piece) => !isBlank(piece));
  let out = '';
  let end = 0;
  for (let i = 0; i < words.length; ) {
    const piece = words[i] as Piece;
    const found = replace(words, i);
    const last = found === undefined ? piece : (words[i + found.tokens - 1] as Piece);
    out += sql.slice(end, piece.start) + (found?.text ?? piece.text);
    end = last.end;
    i += found?.tokens ?? 1;
  }
  return out + sql.slice(end);
}

/** The tokens of a qualified name: `trading.trades` as `trading`, `.`, `trades`. */
function chain(name: string): string[] {
  return [...tokenize(name)].map(({ start, end }) => name.slice(start, end));
}

/** Replaces a qualified name wherever it stands, also as a whole string (`'trading.trades'::regclass`). */
export function renameQualified(sql: string, from: string, to: string, when?: (next: string) => boolean): string {
  const old = chain(from);
  return rewrite(sql, (pieces, at) => {
    const piece = pieces[at] as Piece;
    if (piece.kind === 'string' && piece.text === `'${from.replaceAll("'", "''")}'`) {
      return { text: `'${to.replaceAll("'", "''")}'`, tokens: 1 };
    }
    if (pieces[at - 1]?.text === '.' || !old.every((text, i) => pieces[at + i]?.text === text)) return undefined;
    if (when !== undefined && !when(pieces[at + old.length]?.text ?? '')) return undefined;
    return { text: to, tokens: old.length };
  });
}

/** Replaces the bare name of a relation where it qualifies a column: `trades.price`. */
export function renameQualifier(sql: string, from: string, to: string): string {
  return rewrite(sql, (pieces, at) =>
    pieces[at]?.text === from && pieces[at + 1]?.text === '.' && pieces[at - 1]?.text !== '.'
      ? { text: to, tokens: 1 }
      : undefined,
  );
}

/**
 * Replaces a column in an expression or definition.
 *
 * @param labelled true to keep the old name as the label of a column that is selected by itself, as PostgreSQL does
 */
export function renameColumn(sql: string, from: string, to: string, labelled = false): string {
  return rewrite(sql, (pieces, at) => {
    const [before, next] = [pieces[at - 1]?.text, pieces[at + 1]?.text];
    if (pieces[at]?.text !== from || next === '(' || next === '.' || before === '::') return undefined;
    if (/^as$/i.test(before ?? '')) return undefined;
    const first = before === '.' ? pieces[at - 3]?.text : before;
    const alone = /^(select|,)$/i.test(first ?? '') && (next === ',' || /^from$/i.test(next ?? ''));
    return { text: labelled && alone ? `${to} AS ${from}` : to, tokens: 1 };
  });
}

/** Replaces what a query calls a column of its own: the label, or the column itself where it had none. */
function renameLabel(sql: string, from: string, to: string): string {
  return rewrite(sql, (pieces, at) => {
    const [before, next] = [pieces[at - 1]?.text, pieces[at + 1]?.text];
    if (pieces[at]?.text !== from || !(next === ',' || /^from$/i.test(next ?? ''))) return undefined;
    if (/^as$/i.test(before ?? '')) return { text: to, tokens: 1 };
    const first = before === '.' ? pieces[at - 3]?.text : before;
    return /^(select|,)$/i.test(first ?? '') ? { text: `${from} AS ${to}`, tokens: 1 } : undefined;
  });
}

/** Every column may be followed in a few ways; beyond so many texts nobody renamed by hand. */
const MOST_WAYS = 256;

/**
 * Queries whose columns were renamed, in the words of the other side where the renames are all that differs. Whoever
 * renames a column in the source selects it under its new name, or keeps the old one as a label; PostgreSQL keeps it. A
 * query that says something else stays as it was, and shows as another one.
 */
export function followQueries(model: SchemaModel, to: SchemaModel, renames: readonly Rename[]): SchemaModel {
  const columns = renames
    .filter(({ collection }) => collection === 'columns')
    .map(({ to: name, from }) => {
      const relation = to.columns.find((column) => column.name === name)?.relation ?? '';
      const [old, now] = [from, name].map((one) => one.slice(relation.length + 1)) as [string, string];
      return { relation, old, now };
    });
  if (columns.length === 0) return model;
  const reads = new Map(model.relations.map(({ name, dependsOn }) => [name, dependsOn]));
  const follow = <T extends { name: string; query: string | null }>(objects: readonly T[], others: readonly T[]): T[] =>
    objects.map((object) => {
      const wanted = others.find(({ name }) => name === object.name)?.query ?? null;
      if (object.query === null || wanted === null || object.query === wanted) return object;
      let ways = new Set([object.query]);
      for (const { relation, old, now } of columns) {
        if (relation === object.name) {
          ways = widen(ways, (query) => [renameLabel(query, old, now)]);
        } else if (reads.get(object.name)?.includes(relation)) {
          ways = widen(ways, (query) => [renameColumn(query, old, now), renameColumn(query, old, now, true)]);
        }
      }
      return ways.has(wanted) ? { ...object, query: wanted } : object;
    });
  return {
    ...model,
    relations: follow(model.relations, to.relations),
    continuousAggregates: follow(model.continuousAggregates, to.continuousAggregates),
  };
}

function widen(ways: Set<string>, change: (query: string) => string[]): Set<string> {
  return new Set([...ways, ...[...ways].flatMap(change)].slice(0, MOST_WAYS));
}
