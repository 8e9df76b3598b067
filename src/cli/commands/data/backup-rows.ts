import { Option } from 'commander';
import {
  type BackupRowsOptions,
  backupRows,
  type RestoreRowsOptions,
  restoreBackup,
} from '../../../workflows/data-backup.ts';
import { type AddCommand, type Flags, positive, withEngine } from '../../options.ts';
import { runCommand } from '../../run.ts';

interface BackupFlags extends Flags, Pick<BackupRowsOptions, 'keep' | 'verify'> {
  output: string;
  encrypt?: boolean;
}

/** `data backup-rows` and `data restore-rows`: what no feed can give again. */
export function addBackupRows(add: AddCommand): void {
  withEngine(
    add('backup-rows', 'all rows of tables as they are at one moment, restored elsewhere and compared')
      .argument('[table...]', 'the tables (default: trading.orders trading.positions)')
      .option('--database-url <url>', 'the database (postgres://…); it is only read'),
  )
    .option('-o, --output <dir>', 'where the backup goes, as rows_YYYYMMDD_HHMMSS', 'backups')
    .option('--encrypt', 'by the passphrase in TIMESCALE_CI_PASSPHRASE, as openssl enc does')
    .option('--keep <n>', 'keep this many backups, remove older ones', positive)
    .option('--no-verify', 'do not prove the backup by restoring it')
    .action((tables: string[], flags: BackupFlags) =>
      runCommand(flags, async (settings, context) => {
        const { output: directory, encrypt = false, keep, verify } = flags;
        return { ok: true, json: await backupRows({ tables, directory, encrypt, keep, verify }, settings, context) };
      }),
    );

  add('restore-rows', 'the rows of a backup, into tables that are there: all of them, or none')
    .argument('<dir>', 'what backup-rows made: rows_YYYYMMDD_HHMMSS')
    .option('--database-url <url>', 'the database (postgres://…)')
    .addOption(
      new Option('--mode <mode>', 'empty: only into empty tables; else who wins where both have a row')
        .choices(['empty', 'backup-wins', 'table-wins'])
        .default('empty'),
    )
    .option('--dry-run', 'change nothing; count what would be')
    .action((directory: string, flags: Flags & { mode: RestoreRowsOptions['mode']; dryRun?: boolean }) =>
      runCommand(flags, async (settings, context) => {
        const { mode, dryRun = false } = flags;
        return { ok: true, json: await restoreBackup({ directory, mode, dryRun }, settings, context) };
      }),
    );
}
