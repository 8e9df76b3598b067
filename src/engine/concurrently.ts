import { isBlank, type Token, tokenize } from '../sql/lexer.ts';

/**
 * Carries out CREATE INDEX, DROP INDEX and REINDEX … CONCURRENTLY on a server that cannot: PostgreSQL in WebAssembly
 * (PGlite issue 901) fails with "tuple concurrently updated" and leaves an invalid index behind. Without the word the
 * result is the same where nobody else is connected. What a server refuses is refused here too, save CONCURRENTLY on a
 * partitioned table.
 *
 * @param send sends one text as a simple query
 */
export async function withoutConcurrently(sql: string, send: (sql: string) => Promise<void>): Promise<void> {
  const word = findConcurrently(sql);
  if (word === undefined || (await inTransactionBlock(send))) {
    await send(sql);
    return;
  }
  await refuseWhatServersRefuse(sql, send);
  // Spaces of the same length: positions in errors stay true.
  await send(sql.slice(0, word.start) + ' '.repeat(word.end - word.start) + sql.slice(word.end));
}

/** The word CONCURRENTLY where the grammar has it in statements about indexes. */
export function findConcurrently(sql: string): Token | undefined {
  const words: string[] = [];
  for (const token of tokenize(sql)) {
    if (isBlank(token)) continue;
    if (token.kind !== 'word') return undefined;
    const word = sql.slice(token.start, token.end).toLowerCase();
    if (word === 'concurrently') return BEFORE.test(words.join(' ')) ? token : undefined;
    if (words.push(word) > 3) return undefined;
  }
  return undefined;
}

const BEFORE = /^(?:create(?: unique)? index|drop index|reindex (?:index|table))$/;

/** A SAVEPOINT is harmless in a transaction block, and outside of one a harmless error of its own. */
async function inTransactionBlock(send: (sql: string) => Promise<void>): Promise<boolean> {
  try {
    await send('SAVEPOINT timescale_ci');
  } catch (error) {
    return codeOf(error) !== NO_TRANSACTION_BLOCK;
  }
  await send('RELEASE SAVEPOINT timescale_ci');
  return true;
}

/** In a transaction block the statement fails before it does anything, but after TimescaleDB had its say. */
async function refuseWhatServersRefuse(sql: string, send: (sql: string) => Promise<void>): Promise<void> {
  await send('BEGIN');
  try {
    await send(sql);
  } catch (error) {
    if (codeOf(error) !== IN_TRANSACTION_BLOCK) throw error;
  } finally {
    await send('ROLLBACK');
  }
}

const NO_TRANSACTION_BLOCK = '25P01';
const IN_TRANSACTION_BLOCK = '25001';

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}
