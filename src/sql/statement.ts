import { isBlank, type Token, tokenize } from './lexer.ts';
import { unquoted } from './names.ts';

/** What a statement is about, as far as its first words say. */
export interface StatementHead {
  /** `create`, `alter`, `drop`, `comment`… in lower case; empty for what does not begin with a word. */
  verb: string;
  /** `table`, `materialized view`, `index`, `function`…; null where it is not about an object. */
  kind: string | null;
  /** The object's name in parts, as the catalogue has them: unquoted, folded where it was not quoted. */
  name: string[];
  /** True after `CONCURRENTLY`. */
  concurrently: boolean;
  /** The table of an index or a trigger. */
  on: string[];
}

/** A token with its text. */
export interface Lexeme extends Token {
  text: string;
}

/** The tokens of some SQL that mean something. */
export function lexemes(sql: string): Lexeme[] {
  return [...tokenize(sql)]
    .filter((token) => !isBlank(token))
    .map((token) => ({ ...token, text: sql.slice(token.start, token.end) }));
}

const KINDS = [
  'table',
  'view',
  'index',
  'function',
  'procedure',
  'aggregate',
  'sequence',
  'type',
  'domain',
  'schema',
  'trigger',
  'policy',
  'role',
  'user',
  'publication',
  'extension',
];
const FILLERS = new Set(
  'or replace temp temporary unlogged global local unique recursive constraint foreign event only if not exists'.split(
    ' ',
  ),
);

/** Reads the head of CREATE, ALTER, DROP and COMMENT ON. Of anything else it gives the verb. */
export function statementHead(sql: string): StatementHead {
  const tokens = lexemes(sql);
  const word = (at: number): string => (tokens[at]?.kind === 'word' ? (tokens[at]?.text.toLowerCase() ?? '') : '');
  const head: StatementHead = { verb: word(0), kind: null, name: [], concurrently: false, on: [] };
  let at = 1;
  const skip = (): void => {
    while (FILLERS.has(word(at)) || word(at) === 'concurrently') {
      head.concurrently ||= word(at) === 'concurrently';
      at++;
    }
  };
  if (head.verb === 'comment' && word(at) === 'on') at++;
  skip();
  const materialized = word(at) === 'materialized';
  if (materialized) at++;
  if (!KINDS.includes(word(at))) return head;
  head.kind = materialized ? 'materialized view' : word(at);
  at++;
  skip();
  const name = readName(tokens, at);
  // CREATE INDEX ON t: PostgreSQL chooses the name.
  const unnamed = head.kind === 'index' && word(at) === 'on';
  if (!unnamed) {
    head.name = name.parts;
    at = name.end;
  }
  if (['index', 'trigger', 'policy'].includes(head.kind)) {
    while (at < tokens.length && word(at) !== 'on') at++;
    at++;
    skip();
    head.on = readName(tokens, at).parts;
  }
  return head;
}

/** The qualified name that starts at a token. */
export function readName(tokens: readonly Lexeme[], start: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let at = start;
  for (; at < tokens.length; at += 2) {
    const token = tokens[at] as Lexeme;
    if (token.kind === 'quotedIdentifier') parts.push(unquoted(token.text));
    else if (token.kind === 'word') parts.push(token.text.toLowerCase());
    else break;
    if (tokens[at + 1]?.text !== '.') return { parts, end: at + 1 };
  }
  return { parts, end: at };
}
