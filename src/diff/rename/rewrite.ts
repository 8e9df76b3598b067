import { isBlank, type Token, tokenize } from '../../sql/lexer.ts';

interface Piece extends Token {
  text: string;
}

/** Gives the replacement of the tokens from `at` on, and how many they are; undefined to leave the token as it is. */
type Replace = (pieces: readonly Piece[], at: number) => { text: string; tokens: number } | undefined;

/** Rewrites SQL token by token, so that neither strings nor bodies in dollar quotes are touched by accident. */
export function rewrite(sql: string, replace: Replace): string {
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
export function renameLabel(sql: string, from: string, to: string): string {
  return rewrite(sql, (pieces, at) => {
    const [before, next] = [pieces[at - 1]?.text, pieces[at + 1]?.text];
    if (pieces[at]?.text !== from || !(next === ',' || /^from$/i.test(next ?? ''))) return undefined;
    if (/^as$/i.test(before ?? '')) return { text: to, tokens: 1 };
    const first = before === '.' ? pieces[at - 3]?.text : before;
    return /^(select|,)$/i.test(first ?? '') ? { text: `${from} AS ${to}`, tokens: 1 } : undefined;
  });
}
