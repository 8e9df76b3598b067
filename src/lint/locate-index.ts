import type { SourceStatement } from '../sql/sources.ts';
import { type Lexeme, lexemes, readName, statementHead } from '../sql/statement.ts';
import { creates } from './locate.ts';
import { mentioning, partsOf } from './mentions.ts';

/**
 * The statement that makes an index whose name PostgreSQL chose: the CREATE INDEX ON of its columns, or the one that
 * creates its table, with the keys.
 */
export function locateIndex(
  index: string,
  relation: string,
  statements: readonly SourceStatement[],
): SourceStatement | undefined {
  const naming = mentioning(statements, relation);
  const name = partsOf(index).at(-1) ?? '';
  const table = partsOf(relation).at(-1) ?? '';
  const made = naming.filter(({ sql }) => chosenName(sql, table) === name.replace(/(?<=_idx)\d+$/, ''));
  // The second of the same columns has 1 behind it.
  return made[Number(/_idx(\d+)$/.exec(name)?.[1] ?? 0)] ?? made[0] ?? naming.find((one) => creates(one, relation));
}

/** The name of an unnamed index: table, columns (ChooseIndexName in PostgreSQL's src/backend/commands/indexcmds.c). */
function chosenName(sql: string, table: string): string | undefined {
  const { verb, kind, name, on } = statementHead(sql);
  if (verb !== 'create' || kind !== 'index' || name.length > 0 || on.at(-1) !== table) return undefined;
  const columns: string[] = [];
  const tokens = lexemes(sql);
  let depth = 0;
  for (const [at, { text }] of tokens.entries()) {
    if (/^(where|with|tablespace)$/i.test(text) && depth === 0) break;
    if (text === ')') depth--;
    if (depth === (text === '(' ? 0 : 1) && (text === '(' || text === ',')) columns.push(columnName(tokens, at + 1));
    if (text === '(') depth++;
  }
  return `${table}_${columns.join('_')}_idx`;
}

/** A column's name, or a function's; any other expression is called expr. */
function columnName(tokens: readonly Lexeme[], at: number): string {
  return readName(tokens, at).parts.at(-1) ?? 'expr';
}
