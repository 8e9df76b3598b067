import type { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { messageOf, UserError } from '../../errors.ts';

/** A row of a file: its fields in the order of the header. */
export interface Row {
  /** The line that it ends in, from 1. */
  line: number;
  fields: readonly (string | null)[];
}

/** A row that cannot be loaded. */
export interface Reject {
  line: number;
  reason: string;
  /** The row as it was, where it could be read at all. */
  row: string;
}

/** Longest row: a quote that is never closed must not take the memory. */
const LONGEST_BYTES = 1_000_000;

/** After these nobody can say where the next row begins. */
const FATAL: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote; a quote within a quoted field is written twice',
  CSV_MAX_RECORD_SIZE: 'a row is longer than a megabyte, as where a quote is not closed',
};

/**
 * The rows of a CSV file in batches, the header's fields first.
 *
 * @param name as messages call the file
 * @param onReject told of rows that cannot be taken apart
 * @throws UserError with the line, where the file is cut off or its quotes do not match
 */
export async function* readCsv(
  text: Readable,
  name: string,
  onReject: (reject: Reject) => void,
): AsyncGenerator<Row[], void> {
  const parser = parse({
    bom: true,
    max_record_size: LONGEST_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_records_with_error: true,
  });
  let fatal: UserError | undefined;
  const broken = (line: number, reason: string, hint: string) =>
    new UserError(`${name}:${line}  ${reason}`, { hint, exitCode: 1 });
  const skipped = new Set<number>();
  parser.on('skip', (error: CsvError & { lines?: number }) => {
    const line = error.lines ?? 0;
    skipped.add(line);
    const why = FATAL[error.code];
    if (why === undefined) onReject({ line, reason: error.message.replace(/ at line \d+.*$/, ''), row: '' });
    else fatal ??= broken(line, why, 'What comes after it cannot be told apart: mend the line, and load again.');
  });
  text.on('error', (cause) => parser.destroy(cause));
  text.pipe(parser);
  // The parser's own count costs as much as its work.
  let line = 0;
  try {
    let batch: Row[] = [];
    for await (const fields of parser as AsyncIterable<string[]>) {
      if (fatal !== undefined) throw fatal;
      line++;
      while (skipped.delete(line)) line++;
      for (const field of fields) if (field.includes('\n')) line += field.split('\n').length - 1;
      if (fields.length === 1 && fields[0] === '') continue;
      batch.push({ line, fields });
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (fatal !== undefined) throw fatal;
    yield batch;
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (cause instanceof UserError || code === undefined || !/^(Z_|ZSTD_|ERR_ZSTD|ERR_BUFFER|ERR_ZLIB)/.test(code)) {
      throw cause;
    }
    throw broken(line, `the compressed file is cut off or damaged: ${messageOf(cause)}`, 'Fetch it again.');
  } finally {
    text.destroy();
    parser.destroy();
  }
}

const BATCH = 2_000;
