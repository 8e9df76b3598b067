import type { RowBytes } from './chunks.ts';
import type { Feed } from './feed.ts';
import type { TableDay } from './types.ts';

/** A chunk with its ends in milliseconds since 1970. */
interface Dated {
  from: number;
  to: number;
  compressed: boolean;
}

/** A hypertable at the end of a day, with as many rows and chunks as the configured rate makes of those that were inserted. */
export function tableDay(
  feed: Feed,
  seen: {
    start: number;
    end: number;
    chunks: readonly Dated[];
    /** Dropped on the day. */
    gone: readonly Dated[];
    bytes: RowBytes;
    /** Inserted on the day. */
    rows: number;
  },
): TableDay {
  const { start, end, chunks, gone } = seen;
  const { open, compressed } = seen.bytes;
  const rowsOf = ({ from, to }: Dated): number => (feed.rowsIn(from, to) * feed.weight) / feed.partitions;
  const sum = (list: readonly Dated[], of: (chunk: Dated) => number): number =>
    Math.round(list.reduce((total, chunk) => total + of(chunk), 0));
  const first = Math.min(end, ...chunks.map(({ from }) => Math.max(from, start)));
  // Rows are sparser here than at the configured rate, at which every chunk gets one.
  const dense = feed.weight * feed.interval >= feed.gap;
  const dueChunks = dense ? Math.ceil((end - first) / feed.interval) * feed.partitions : 0;
  return {
    rowsIn: Math.round(seen.rows * feed.weight),
    rowsDropped: sum(gone, rowsOf),
    chunks: Math.max(chunks.length, dueChunks),
    compressed: chunks.filter((chunk) => chunk.compressed).length,
    chunksDropped: gone.length,
    bytes: sum(chunks, (chunk) => rowsOf(chunk) * (chunk.compressed ? (compressed ?? open) : open)),
    bytesUncompressed: sum(chunks, (chunk) => rowsOf(chunk) * open),
  };
}
