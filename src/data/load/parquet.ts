import zlib from 'node:zlib';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { messageOf, UserError } from '../../errors.ts';
import type { Row } from './csv.ts';
import { isoTime } from './time.ts';

const BATCH = 5_000;

const decompress = (method: keyof typeof zlib) => (input: Uint8Array) => {
  const run = zlib[method] as ((input: Uint8Array) => Buffer) | undefined;
  if (run === undefined) throw new Error(`this is Node ${process.version}, which cannot read its compression`);
  return new Uint8Array(run(input));
};

/** What the library has not itself; Snappy it has. */
const compressors = {
  GZIP: decompress('gunzipSync'),
  ZSTD: decompress('zstdDecompressSync'),
  BROTLI: decompress('brotliDecompressSync'),
};

/**
 * The rows of a Parquet file in batches, the names of its columns first, as `readCsv` gives them; a row's line is its
 * number plus one. A row group is in memory at a time.
 *
 * @param onRead told how many bytes of the file are done with, as far as that is known
 * @throws UserError where it cannot be read
 */
export async function* readParquet(
  path: string,
  name: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<Row[], void> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    yield [{ line: 1, fields: columns }];
    const total = Number(metadata.num_rows);
    for (let start = 0; start < total; start += BATCH) {
      const end = Math.min(start + BATCH, total);
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart: start, rowEnd: end });
      yield rows.map((row, at) => ({ line: start + at + 2, fields: columns.map((column) => asText(row[column])) }));
      onRead(Math.round((file.byteLength * (end - start)) / total));
    }
  } catch (cause) {
    throw new UserError(`${name} cannot be read as Parquet: ${messageOf(cause)}`, {
      hint: 'Fetch it again, or write it anew with flat columns, and Snappy, GZIP, ZSTD or no compression.',
      exitCode: 1,
    });
  }
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return isoTime(BigInt(value.getTime()), 'ms');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
