import type { Session } from '../../engine/types.ts';
import { UserError } from '../../errors.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { FILE, LINE } from '../load/stage.ts';
import { readTarget, type Target } from '../load/target.ts';
import { type Counts, checkKey, upsertWithin } from '../load/upsert.ts';
import { type DayDigest, digest, digestDifferences, SAME_TEXT } from './digest.ts';
import type { Manifest, ManifestTable } from './manifest.ts';
import { checkFiles, readRows } from './read.ts';

/** What becomes of rows that are there: none may be, those of the backup win, or those of the table. */
export type RestoreMode = 'empty' | 'backup-wins' | 'table-wins';

export interface RestoreRowsOptions {
  directory: string;
  passphrase: string | undefined;
  mode: RestoreMode;
  dryRun: boolean;
  onTable(name: string): void;
}

export interface RestoredTable extends Omit<Counts, 'duplicates'> {
  name: string;
  rows: number;
}

/**
 * Brings the rows of a backup into their tables: all tables in one transaction. Into empty tables it is proved by the
 * checksums of every day before it is committed.
 *
 * @throws UserError where the backup or a table does not fit; nothing is changed then
 */
export async function restoreRows(
  session: Session,
  manifest: Manifest,
  options: RestoreRowsOptions,
): Promise<RestoredTable[]> {
  const { directory, mode, dryRun } = options;
  await checkFiles(directory, manifest);
  await session.execute(SAME_TEXT);
  await session.execute('BEGIN');
  try {
    const restored: RestoredTable[] = [];
    for (const [at, table] of manifest.tables.entries()) {
      options.onTable(table.name);
      const target = await readTarget(session, table.name);
      checkColumns(target, table);
      checkKey(target, table.columns);
      if (mode === 'empty') await checkEmpty(session, target);
      const stage = `timescale_ci_restore_${at}`;
      await fillStage(session, target, table, stage, options);
      const counts = await upsertWithin(session, target, stage, {
        columns: table.columns,
        onConflict: mode === 'backup-wins' ? 'update' : 'keep',
        dryRun,
      });
      if (mode === 'empty' && !dryRun) await checkDigest(session, target, table.days);
      const { inserted, updated, unchanged } = counts;
      restored.push({ name: target.name, rows: table.rows, inserted, updated, unchanged });
    }
    await session.execute(dryRun ? 'ROLLBACK' : 'COMMIT');
    return restored;
  } catch (error) {
    await session.execute('ROLLBACK').catch(() => {});
    throw error;
  }
}

function checkColumns(target: Target, { columns }: ManifestTable): void {
  const missing = columns.filter((name) => !target.columns.some((column) => column.name === name && !column.generated));
  if (missing.length === 0) return;
  throw new UserError(`${target.name} has no column ${missing.join(', ')}, which the backup has`, {
    hint: 'Restore into a database with the schema that the backup was made of.',
    exitCode: 1,
  });
}

async function checkEmpty(session: Session, target: Target): Promise<void> {
  const [row] = await session.query(`SELECT FROM ${target.name} LIMIT 1`);
  if (row === undefined) return;
  throw new UserError(`${target.name} is not empty`, {
    hint: 'Choose who wins: --mode backup-wins or --mode table-wins; --dry-run counts what either would do.',
    exitCode: 1,
  });
}

async function fillStage(
  session: Session,
  target: Target,
  table: ManifestTable,
  stage: string,
  { directory, passphrase }: RestoreRowsOptions,
): Promise<void> {
  const list = table.columns.map(quoteIdentifier).join(', ');
  await session.execute(
    `CREATE TEMPORARY TABLE ${stage} ON COMMIT DROP AS SELECT ${list}, 0 AS ${FILE} FROM ${target.name} WITH NO DATA;
     ALTER TABLE ${stage} ALTER ${FILE} SET DEFAULT 0, ADD COLUMN ${LINE} bigint GENERATED ALWAYS AS IDENTITY`,
  );
  await copyRows(session, stage, table, directory, passphrase);
  const [row] = await session.query<{ n: string }>(`SELECT count(*)::text AS n FROM ${stage}`);
  if (Number(row?.n) === table.rows) return;
  throw new UserError(`the backup has ${row?.n} rows of ${table.name}, and its manifest says ${table.rows}`, {
    hint: 'Take another backup.',
    exitCode: 1,
  });
}

/** Copies the rows of a backup into a table. */
export async function copyRows(
  session: Session,
  name: string,
  table: ManifestTable,
  directory: string,
  passphrase: string | undefined,
): Promise<void> {
  const list = table.columns.map(quoteIdentifier).join(', ');
  for await (const part of readRows(directory, table, passphrase)) {
    await session.copyIn(`COPY ${name} (${list}) FROM STDIN`, part);
  }
}

/** @throws UserError where a table does not hold what it should */
export async function checkDigest(session: Session, target: Target, days: readonly DayDigest[]): Promise<void> {
  const differences = digestDifferences(days, await digest(session, target));
  if (differences.length === 0) return;
  throw new UserError([`${target.name} restored is not what was backed up:`, ...differences.slice(0, 5)].join('\n'), {
    hint: 'A trigger may change rows as they come in. Nothing was kept.',
    exitCode: 1,
  });
}
