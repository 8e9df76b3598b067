import { isBlank, type Token, tokenize } from '../sql/lexer.ts';

/**
 * Carries out CREATE INDEX, DROP INDEX and REINDEX … CONCURRENTLY, and CREATE INDEX in a transaction per chunk, on a server that cannot: PostgreSQL in WebAssembly
 * (PGlite issue 901) fails with "tuple concurrently updated" and leaves an invalid index behind. Without the word the
 * result is the same where nobody else is connected. What a server refuses is refused here too, save CONCURRENTLY on a
 * partitioned table.
 *
 * @param send sends one text as a simple query
 */
export async function withoutConcurrently(sql: string, send: (sql: string) => Promise<void>): Promise<void> {
  const perChunk = withoutPerChunk(sql);
  if (perChunk !== undefined && !(await inTransactionBlock(send))) {
    await send(perChunk);
    return;
  }
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

/**
 * CREATE INDEX without `timescaledb.transaction_per_chunk`, which fails in the same way; undefined where it is not asked
 * for. Positions in errors stay true.
 */
function withoutPerChunk(sql: string): string | undefined {
  if (!/transaction_per_chunk/i.test(sql)) return undefined;
  const words = [...tokenize(sql)]
    .filter((token) => !isBlank(token))
    .map((token) => ({ ...token, text: sql.slice(token.start, token.end).toLowerCase() }));
  if (
    !/^create(?: unique)? index\b/.test(
      words
        .slice(0, 3)
        .map(({ text }) => text)
        .join(' '),
    )
  )
    return undefined;
  const at = words.findIndex(({ text }, i) => text === 'transaction_per_chunk' && words[i - 1]?.text === '.');
  if (at < 0) return undefined;
  // `timescaledb.transaction_per_chunk`, then perhaps `= true`.
  let [first, last] = [at - 2, words[at + 1]?.text === '=' ? at + 2 : at];
  const [before, after] = [words[first - 1]?.text, words[last + 1]?.text];
  if (before === '(' && after === ')') [first, last] = [first - 2, last + 1];
  else if (after === ',') last++;
  else first--;
  const [start, end] = [words[first]?.start ?? 0, words[last]?.end ?? 0];
  return sql.slice(0, start) + ' '.repeat(end - start) + sql.slice(end);
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
