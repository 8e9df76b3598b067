import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import zlib from 'node:zlib';
import { messageOf, UserError } from '../../errors.ts';

/** What a file holds, told by its first bytes: names lie. */
export type FileKind = 'text' | 'gzip' | 'zstd' | 'parquet';

/** What nobody reads here, by its first bytes, and what to do with it. */
const OTHERS: readonly (readonly [bytes: string, name: string, hint: string])[] = [
  ['504b0304', 'a zip archive', 'Unpack it first: unzip FILE.'],
  ['425a68', 'compressed by bzip2', 'Decompress it first: bunzip2 FILE.'],
  ['fd377a58', 'compressed by xz', 'Decompress it first: unxz FILE.'],
  ['fffe', 'in UTF-16', 'Convert it first: iconv -f UTF-16 -t UTF-8 FILE.'],
  ['feff', 'in UTF-16', 'Convert it first: iconv -f UTF-16 -t UTF-8 FILE.'],
];

/**
 * What a file holds.
 *
 * @param path absolute
 * @param name as messages call it
 * @throws UserError where it cannot be read, is empty, or is in a form that is not read here
 */
export async function kindOf(path: string, name: string): Promise<FileKind> {
  const head = await firstBytes(path, name);
  if (head === '') {
    throw new UserError(`${name} is empty: it has not even a header`, { hint: 'Fetch it again.', exitCode: 1 });
  }
  if (head.startsWith('1f8b')) return 'gzip';
  if (head === '28b52ffd') return 'zstd';
  if (head === '50415231') return 'parquet';
  for (const [bytes, what, hint] of OTHERS) {
    if (head.startsWith(bytes)) throw new UserError(`${name} is ${what}`, { hint, exitCode: 1 });
  }
  return 'text';
}

/** The first four bytes, as hexadecimal digits. */
async function firstBytes(path: string, name: string): Promise<string> {
  try {
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead).toString('hex');
  } catch (cause) {
    throw new UserError(`cannot read ${name}: ${messageOf(cause)}`, { hint: 'Check the path.', cause });
  }
}

/**
 * The text of a file, decompressed as it is read.
 *
 * @param onRead told how many bytes of the file itself were read
 */
export function openText(path: string, kind: Exclude<FileKind, 'parquet'>, onRead: (bytes: number) => void): Readable {
  const file = createReadStream(path).on('data', (chunk) => onRead(chunk.length));
  if (kind === 'text') return file;
  const decompress = kind === 'gzip' ? zlib.createGunzip() : zstd();
  // The callback is what keeps an error from being thrown twice: whoever reads hears of it.
  return pipeline(file, decompress, () => {}) as Readable;
}

function zstd(): NodeJS.ReadWriteStream {
  const { createZstdDecompress } = zlib as Partial<typeof zlib>;
  if (createZstdDecompress !== undefined) return createZstdDecompress();
  throw new UserError(`this is Node ${process.version}, which cannot read zstd`, {
    hint: 'Use Node 22.15 or newer, or decompress the file first: zstd -d FILE.',
  });
}
