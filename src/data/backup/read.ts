import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline as connect, type Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { messageOf, UserError } from '../../errors.ts';
import { decrypt } from './cipher.ts';
import type { Manifest, ManifestTable } from './manifest.ts';

/** @throws UserError where a file is not what the manifest says */
export async function checkFiles(directory: string, { tables }: Manifest): Promise<void> {
  for (const { file, sha256 } of tables) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(directory, file)), hash).catch((cause: unknown) => {
      throw new UserError(`${file} of the backup cannot be read: ${messageOf(cause)}`, {
        hint: 'Take another backup.',
        exitCode: 1,
      });
    });
    if (hash.digest('hex') === sha256) continue;
    throw new UserError(`${file} of the backup was changed, or is damaged`, {
      hint: 'Take another backup.',
      exitCode: 1,
    });
  }
}

const PART_CHARACTERS = 500_000;

/** The rows of a table in COPY's text format, in parts of whole lines. */
export async function* readRows(
  directory: string,
  { file }: ManifestTable,
  passphrase: string | undefined,
): AsyncGenerator<string, void> {
  const source = createReadStream(join(directory, file));
  const stages = passphrase === undefined ? [source, createGunzip()] : [source, decrypt(passphrase), createGunzip()];
  // Whoever reads hears of an error: the callback keeps it from being thrown twice.
  const text = connect(stages as unknown as [Readable, Transform], () => {}) as unknown as Readable;
  const decoder = new StringDecoder('utf8');
  let part = '';
  for await (const chunk of text) {
    part += decoder.write(chunk as Buffer);
    if (part.length < PART_CHARACTERS) continue;
    const end = part.lastIndexOf('\n') + 1;
    if (end === 0) continue;
    yield part.slice(0, end);
    part = part.slice(end);
  }
  part += decoder.end();
  if (part !== '') yield part;
}
