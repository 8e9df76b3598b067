import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../../errors.ts';
import { sameSeal, seal } from './cipher.ts';

const DaySchema = z.strictObject({ day: z.string(), rows: z.number(), checksum: z.string() });

const TableSchema = z.strictObject({
  /** As SQL writes it. */
  name: z.string(),
  columns: z.array(z.string()),
  /** In the directory of the backup; never a path. */
  file: z.string().regex(/^[\w.-]+$/),
  bytes: z.number(),
  /** SHA-256 of the file as it lies there. */
  sha256: z.string(),
  rows: z.number(),
  days: z.array(DaySchema),
});

const ManifestSchema = z.strictObject({
  format: z.literal(1),
  database: z.string(),
  server: z.string(),
  /** When the snapshot was taken. */
  at: z.string(),
  /** The snapshot's place in the log. */
  lsn: z.string(),
  encrypted: z.boolean(),
  /** The command that decrypts a file, where it is encrypted. */
  decrypt: z.string().nullable(),
  tables: z.array(TableSchema),
});

export type Manifest = z.infer<typeof ManifestSchema>;
export type ManifestTable = z.infer<typeof TableSchema>;

const SealedSchema = ManifestSchema.extend({ salt: z.string().nullable(), seal: z.string().nullable() });

export const MANIFEST = 'manifest.json';

/** The text of a manifest. With a passphrase nobody can change it unseen. */
export function manifestText(manifest: Manifest, passphrase: string | undefined): string {
  const salt = passphrase === undefined ? null : randomBytes(8);
  const sealed = salt === null || passphrase === undefined ? null : seal(JSON.stringify(manifest), passphrase, salt);
  return `${JSON.stringify({ ...manifest, salt: salt?.toString('hex') ?? null, seal: sealed }, null, 2)}\n`;
}

/**
 * Reads the manifest of a backup.
 *
 * @throws UserError where it is none, or another passphrase sealed it
 */
export async function readManifest(directory: string, name: string, passphrase: string | undefined): Promise<Manifest> {
  const text = await readFile(join(directory, MANIFEST), 'utf8').catch((cause: unknown) => {
    throw new UserError(`${name} is no backup of rows: ${messageOf(cause)}`, {
      hint: 'Name a directory that backup-rows made: rows_YYYYMMDD_HHMMSS.',
    });
  });
  const parsed = SealedSchema.safeParse(parse(text));
  if (!parsed.success) {
    throw new UserError(`${join(name, MANIFEST)} is damaged`, { hint: 'Take another backup.', exitCode: 1 });
  }
  const { salt, seal: sealed, ...manifest } = parsed.data;
  if (!manifest.encrypted) return manifest;
  if (passphrase === undefined) {
    throw new UserError(`${name} is encrypted`, { hint: 'Put its passphrase into TIMESCALE_CI_PASSPHRASE.' });
  }
  const own = seal(JSON.stringify(manifest), passphrase, Buffer.from(salt ?? '', 'hex'));
  if (sameSeal(own, sealed ?? '')) return manifest;
  throw new UserError(`${name} was made with another passphrase, or its manifest was changed`, {
    hint: 'Check TIMESCALE_CI_PASSPHRASE.',
    exitCode: 1,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
