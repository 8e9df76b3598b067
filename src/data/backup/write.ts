import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Session } from '../../engine/types.ts';
import { messageOf, UserError } from '../../errors.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { readTarget, type Target } from '../load/target.ts';
import { DECRYPT, encrypt } from './cipher.ts';
import { columnsOf, digest, SAME_TEXT } from './digest.ts';
import type { Manifest, ManifestTable } from './manifest.ts';

export interface WriteRowsOptions {
  tables: readonly string[];
  /** A directory that is there and empty. */
  directory: string;
  passphrase: string | undefined;
  server: string;
  onTable(name: string): void;
}

/**
 * Writes all rows of some tables as they are at one moment: what one transaction has written is in all of them or in
 * none. Rows come by SELECT, from chunks of every kind.
 *
 * @returns the manifest, which is the caller's to write
 */
export async function writeRows(session: Session, options: WriteRowsOptions): Promise<Manifest> {
  await session.execute(SAME_TEXT);
  await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const targets: Target[] = [];
  for (const table of options.tables) targets.push(await readTarget(session, table));
  const [moment] = await session.query<{ at: string; lsn: string; database: string }>(
    `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, current_database()::text AS database,
            (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS lsn`,
  );
  const tables: ManifestTable[] = [];
  for (const target of targets) {
    options.onTable(target.name);
    tables.push(await writeTable(session, target, options));
  }
  await session.execute('COMMIT');
  const encrypted = options.passphrase !== undefined;
  return {
    format: 1,
    database: moment?.database ?? '',
    server: options.server,
    at: moment?.at ?? '',
    lsn: moment?.lsn ?? '',
    encrypted,
    decrypt: encrypted ? DECRYPT : null,
    tables,
  };
}

async function writeTable(
  session: Session,
  target: Target,
  { directory, passphrase }: WriteRowsOptions,
): Promise<ManifestTable> {
  const days = await digest(session, target);
  const file = `${target.name.replaceAll(/[^\w.]/g, '_')}.copy.gz${passphrase === undefined ? '' : '.enc'}`;
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const columns = columnsOf(target);
  const list = columns.map(quoteIdentifier).join(', ');
  const sorted = target.key.length === 0 ? '' : ` ORDER BY ${target.key.map(quoteIdentifier).join(', ')}`;
  const gzip = createGzip();
  // Flushed to the disk: a backup that a power cut takes back is none.
  const out = createWriteStream(join(directory, file), { flags: 'wx', mode: 0o600, flush: true });
  const stages = passphrase === undefined ? [gzip, counted, out] : [gzip, encrypt(passphrase), counted, out];
  if (session.copyOut === undefined) throw new Error('this session cannot copy out');
  try {
    await Promise.all([
      pipeline(stages as unknown as [typeof gzip, typeof out]),
      session.copyOut(`COPY (SELECT ${list} FROM ${target.name}${sorted}) TO STDOUT`, gzip),
    ]);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new UserError(`the backup cannot be written: ${messageOf(cause)}`, {
      hint: 'Make room, or name another directory by -o.',
      exitCode: 1,
      cause,
    });
  }
  const rows = days.reduce((sum, day) => sum + day.rows, 0);
  return { name: target.name, columns, file, bytes, sha256: hash.digest('hex'), rows, days };
}
