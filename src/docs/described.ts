import type { Column } from '../catalog/model.ts';
import { type Lexeme, lexemes, readName } from '../sql/statement.ts';
import { code, type Inline, isEmpty, prose, say } from './content.ts';
import type { Lookup } from './lookup.ts';

/**
 * What a column is for: in its own words, or for a column of a continuous aggregate that has none, in those of the column
 * that it is made of: ``max of `high`: The highest price.``
 */
export function describeColumn(lookup: Lookup, column: Column): Inline {
  const own = lookup.describe(column);
  if (own !== null) return prose(own);
  const aggregate = lookup.aggregates.get(column.relation);
  if (aggregate === undefined) return '';
  const found = originsOf(aggregate.query).get(column.bare);
  const source = lookup.columnsOf(aggregate.source).find(({ bare }) => bare === found?.column);
  if (found === undefined || source === undefined) return '';
  const words = describeColumn(lookup, source);
  return isEmpty(words) || found.made === null ? words : say`${found.made} of ${code(source.bare)}: ${words}`;
}

/** What a column of a query is made of. */
interface Origin {
  column: string;
  /** The function that makes it, whose first argument with a column counts; null for the column itself. */
  made: string | null;
}

/**
 * The columns of a query by their names, as far as they are a column of what it reads, or one function of it. PostgreSQL has
 * printed the query, so a column that is renamed or made by a function has its AS.
 */
function originsOf(query: string): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const item of selected(lexemes(query))) {
    const as = item.findLastIndex(({ kind, text }) => kind === 'word' && text.toLowerCase() === 'as');
    const expression = as < 0 ? item : item.slice(0, as);
    const { parts, end } = readName(expression, 0);
    const name = as < 0 ? parts.at(-1) : readName(item, as + 1).parts[0];
    const first = parts.at(-1);
    if (name === undefined || first === undefined) continue;
    if (end === expression.length) origins.set(name, { column: first, made: null });
    else if (expression[end]?.text === '(' && closing(expression, end) === expression.length - 1) {
      const column = argument(expression, end + 1);
      if (column !== undefined) origins.set(name, { column, made: first });
    }
  }
  return origins;
}

/** What stands between SELECT and FROM, cut at its commas. */
function selected(tokens: readonly Lexeme[]): Lexeme[][] {
  const items: Lexeme[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(1)) {
    if (token.text === '(' || token.text === '[') depth++;
    if (token.text === ')' || token.text === ']') depth--;
    if (depth === 0 && token.kind === 'word' && token.text.toLowerCase() === 'from') break;
    if (depth === 0 && token.text === ',') items.push([]);
    else items.at(-1)?.push(token);
  }
  return items;
}

/** Where the parenthesis closes that opens at a token. */
function closing(tokens: readonly Lexeme[], open: number): number {
  let depth = 0;
  return tokens.findIndex(({ text }, at) => {
    if (at < open) return false;
    if (text === '(') depth++;
    if (text === ')') depth--;
    return depth === 0;
  });
}

/** The first argument of a call that is a column and nothing else. */
function argument(tokens: readonly Lexeme[], start: number): string | undefined {
  for (let at = start, before = '('; at < tokens.length; before = tokens[at]?.text ?? '', at++) {
    const { parts, end } = readName(tokens, at);
    if (end === at) continue;
    if (['(', ','].includes(before) && [')', ','].includes(tokens[end]?.text ?? '')) return parts.at(-1);
    at = end - 1;
  }
  return undefined;
}
