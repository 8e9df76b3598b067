import { readDirectives } from '../../sql/directives.ts';
import { unquoted } from '../../sql/names.ts';
import type { SourceStatement } from '../../sql/sources.ts';
import { type Lexeme, lexemes, readName, type StatementHead, statementHead } from '../../sql/statement.ts';
import type { RenameHint } from './rewrite.ts';

/** Reads what the SQL says of names: ALTER … RENAME, and comments. */
export function readRenameHints(statements: readonly SourceStatement[]): RenameHint[] {
  return [...readRenameStatements(statements), ...readRenameComments(statements)];
}

/** Reads the comments that set a rename: before a statement or behind it for its object, inside CREATE TABLE for an item. */
function readRenameComments(statements: readonly SourceStatement[]): RenameHint[] {
  return statements.flatMap((statement) => {
    const head = statementHead(statement.sql);
    if (head.kind === null || head.name.length === 0 || (head.verb !== 'create' && head.verb !== 'alter')) return [];
    const around = readDirectives(`${statement.before}\n${statement.behind}`).filter(isRename);
    const items = head.kind === 'table' ? itemsOf(statement.sql, head) : [];
    const inside = readDirectives(statement.sql).filter(isRename);
    return [
      ...around.map(({ rest }) => hint(statement, head, onlyItem(items, head), rest)),
      ...inside.map(({ rest, start }) => hint(statement, head, itemAt(items, statement.sql, start), rest)),
    ];
  });
}

function isRename({ verb, rest }: { verb: string; rest: string }): boolean {
  return verb === 'renamed-from' && rest !== '';
}

function hint(written: SourceStatement, { name, kind }: StatementHead, item: string | null, from: string): RenameHint {
  return { object: name, kind: kind ?? '', item, from: readName(lexemes(from), 0).parts, written };
}

interface Item {
  name: string;
  start: number;
  end: number;
}

/** The columns and named constraints of CREATE TABLE (…), or of ALTER TABLE … ADD. */
function itemsOf(sql: string, head: StatementHead): Item[] {
  const tokens = lexemes(sql);
  const items: Item[] = [];
  let depth = 0;
  const add = (at: number): void => {
    const name = itemName(tokens, at);
    const start = tokens[at]?.start ?? 0;
    if (name !== undefined) items.push({ name, start, end: sql.length });
  };
  tokens.forEach(({ text, start }, at) => {
    if (text === '(') depth++;
    if (text === ')') depth--;
    const open = items.at(-1);
    const opens =
      head.verb === 'create' ? depth === 1 && (text === '(' || text === ',') : depth === 0 && /^add$/i.test(text);
    if (opens || (head.verb === 'create' && depth === 0 && text === ')')) {
      if (open !== undefined && open.end === sql.length) open.end = start;
      if (opens) add(at + 1);
    }
  });
  return items;
}

function itemName(tokens: readonly Lexeme[], start: number): string | undefined {
  let at = start;
  while (/^(column|constraint|if|not|exists)$/i.test(tokens[at]?.text ?? '')) at++;
  const token = tokens[at];
  if (token?.kind === 'quotedIdentifier') return unquoted(token.text);
  return token?.kind === 'word' ? token.text.toLowerCase() : undefined;
}

/** ALTER TABLE … ADD names one item: the comment before the statement means that. */
function onlyItem(items: readonly Item[], { verb }: StatementHead): string | null {
  return verb === 'alter' && items.length === 1 ? (items[0]?.name ?? null) : null;
}

/** The item that the comment's line begins, or the next one where the comment has a line of its own. */
function itemAt(items: readonly Item[], sql: string, start: number): string | null {
  const line = sql.lastIndexOf('\n', start - 1) + 1;
  const alone = sql.slice(line, start).trim() === '';
  const found = alone
    ? items.find((item) => item.start > start)
    : (items.findLast((item) => item.start >= line && item.start < start) ??
      items.find((item) => item.start <= start && item.end >= line));
  return found?.name ?? null;
}

const KINDS = ['table', 'view', 'materialized view', 'schema'];

/**
 * What ALTER … RENAME and SET SCHEMA say, the last first. What got several names is told from each of the earlier ones:
 * the base may have any of them.
 */
function readRenameStatements(statements: readonly SourceStatement[]): RenameHint[] {
  const hints: RenameHint[] = [];
  for (const { sql } of statements) {
    const head = statementHead(sql);
    if (head.verb !== 'alter' || head.name.length === 0 || !KINDS.includes(head.kind ?? '')) continue;
    const step = stepOf(lexemes(sql), head);
    if (step !== undefined) add(hints, step, head.kind ?? '');
  }
  return hints.reverse();
}

/** One step: the object as it was called, and its item where the step is about one. */
interface Step {
  object: string[];
  item: string | null;
  to: string[];
}

function stepOf(tokens: readonly Lexeme[], { name }: StatementHead): Step | undefined {
  const word = (at: number): string => tokens[at]?.text.toLowerCase() ?? '';
  // A table may be called rename: its name comes third at the earliest.
  const at = tokens.findIndex(({ kind }, i) => i > 2 && kind === 'word' && /^(rename|set)$/i.test(word(i)));
  if (at < 0) return undefined;
  if (word(at) === 'set') {
    const schema = word(at + 1) === 'schema' ? readName(tokens, at + 2).parts : [];
    return schema.length === 0 ? undefined : { object: name, item: null, to: [...schema, ...name.slice(-1)] };
  }
  const next = readName(tokens, at + 2).parts;
  if (word(at + 1) === 'to') return { object: name, item: null, to: [...name.slice(0, -1), ...next] };
  const start = ['column', 'constraint'].includes(word(at + 1)) ? at + 2 : at + 1;
  const [item] = readName(tokens, start).parts;
  const to = readName(tokens, start + 2).parts;
  return item === undefined || to.length === 0 ? undefined : { object: name, item, to };
}

function add(hints: RenameHint[], { object, item, to }: Step, kind: string): void {
  const own = hints.filter((one) => same(one.object, object) && (one.kind === 'schema') === (kind === 'schema'));
  for (const one of own) {
    if (item === null) one.object = to;
    else if (one.item === item) one.item = to.at(-1) ?? null;
  }
  const from = item === null ? object : [item];
  hints.push({ object: item === null ? to : object, kind, item: item && (to.at(-1) ?? null), from, written: null });
}

/** Where search_path says the schema, one of them may lack it. */
function same(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(-length).join('.') === b.slice(-length).join('.');
}
