import type { SourceStatement } from '../../sql/sources.ts';
import { type Lexeme, lexemes, readName, type StatementHead, statementHead } from '../../sql/statement.ts';
import type { RenameHint } from './types.ts';

const KINDS = ['table', 'view', 'materialized view', 'schema'];

/**
 * What ALTER … RENAME and SET SCHEMA say, the last first. What got several names is told from each of the earlier ones:
 * the base may have any of them.
 */
export function readRenameStatements(statements: readonly SourceStatement[]): RenameHint[] {
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
