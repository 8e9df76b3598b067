import type { Command } from 'commander';
import { clean, countParts } from '../../stack/clean.ts';
import { promote } from '../../stack/promote.ts';
import { givenUp } from '../../stack/promotion-loss.ts';
import { positive, withEngine } from '../options.ts';
import { type BackupFlags, stackBackup } from './backup.ts';
import { confirm } from './confirm.ts';
import { changeStack, runAudited, type StackFlags } from './run.ts';

/** The commands about the data itself: backup, fail-over, removal. */
export function addData(add: (name: string, description: string) => Command): void {
  withEngine(
    add('backup', 'the main job on the primary: dump, prove, document, write versioned files')
      .option('--schema-dir <dir>', 'where the versioned files go (default: sql/schema)')
      .option('--no-restore-test', 'do not prove the dump by restoring it')
      .option('--keep <n>', 'keep this many versions, remove older ones', positive)
      .option('--at <time>', 'stay and run every day at this time in UTC, like 02:00')
      .option('--address <host:port>', 'where the primary is reached (default: as it is published)'),
  ).action((flags: BackupFlags) => runAudited(flags, (world) => stackBackup(flags, world)));

  add('promote', 'make the replica the primary, after fencing the old one')
    .option('--yes', 'do not ask')
    .option('--accept-loss', 'go on although the replica lacks rows of the primary')
    .action((flags: StackFlags & { acceptLoss?: boolean }) =>
      changeStack(flags, async (opened) => {
        const result = await promote(opened, {
          acceptLoss: flags.acceptLoss === true,
          confirm: (what) =>
            confirm(`This is going to ${what}\nType promote to go on: `, 'promote', flags.yes === true),
        });
        return { ok: true, json: { ok: true, ...result }, audit: `done${givenUp(result.lostBytes)}` };
      }),
    );

  add('clean', 'remove containers, volumes and networks, and with them all data')
    .option('--yes', 'do not ask')
    .action((flags: StackFlags) =>
      changeStack(flags, async (opened) => {
        const { project } = opened.env;
        const { containers, volumes } = await countParts(opened);
        if (containers + volumes > 0) {
          const archive = opened.env.archive === 'volume' ? ', its archive and all backups in it too' : '';
          await confirm(
            `This removes all data of ${project}${archive}. Type its name to go on: `,
            project,
            flags.yes === true,
          );
        }
        return { ok: true, json: { ok: true, removed: await clean(opened) } };
      }),
    );
}
