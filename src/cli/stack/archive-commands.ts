import type { Command } from 'commander';
import type { SchemaModel } from '../../catalog/model.ts';
import { readCatalogue } from '../../catalog/read.ts';
import { compareModels } from '../../diff/compare.ts';
import { PgSession } from '../../engine/pg-session.ts';
import { messageOf } from '../../errors.ts';
import { backupData } from '../../stack/backup-data.ts';
import { restore } from '../../stack/restore.ts';
import { removeRestored } from '../../stack/restored.ts';
import { openStack } from '../../stack/stack.ts';
import { type Models, verify } from '../../stack/verify.ts';
import type { World } from '../../stack/world.ts';
import type { Command as Work } from '../run.ts';
import { everyDay } from './backup.ts';
import { confirm } from './confirm.ts';
import { changeStack, runAudited, type StackFlags } from './run.ts';

/** The commands about the archive: base backups, restores to a moment, and the proof that they work. */
export function addArchive(add: (name: string, description: string) => Command): void {
  add(
    'backup-data',
    'a base backup of the rows into the archive; with the archived log every moment after can be restored',
  )
    .option('--full', 'all of it, even where there is a full one of this week')
    .option('--at <time>', 'stay and run every day at this time in UTC, like 03:00')
    .action((flags: StackFlags & { full?: boolean; at?: string }) =>
      runAudited(flags, (world) => backupWork(flags, world)),
    );

  add('restore', 'restore to a moment, on a server beside the stack')
    .option('--to-time <time>', 'with a time zone, like "2026-11-27 18:00:00+00" (default: all that is archived)')
    .option('--replace', 'then make it the primary: the old one is stopped and fenced')
    .option('--yes', 'do not ask')
    .option('--remove', 'remove the restored server and its data')
    .action((flags: StackFlags & { toTime?: string; replace?: boolean; remove?: boolean }) =>
      changeStack(flags, async (opened) => {
        if (flags.remove === true) {
          const step = opened.world.reporter.step('remove');
          const removed = await removeRestored(opened);
          if (removed) step.done('the restored server and its data');
          else step.unchanged('nothing is restored');
          return { ok: true, json: { ok: true, removed } };
        }
        const ask = (what: string) =>
          confirm(`This is going to ${what}\nType restore to go on: `, 'restore', flags.yes === true);
        const replace = flags.replace === true ? ask : undefined;
        const result = await restore(opened, { toTime: flags.toTime, replace });
        return { ok: true, json: { ok: true, ...result } };
      }),
    );

  add('verify', 'restore the archive into a scratch server, and compare model and rows with the primary').action(
    (flags: StackFlags) =>
      changeStack(flags, async (opened) => {
        const result = await verify(opened, MODELS);
        return { ok: result.ok, json: result, verdict: 'The archive does not give back what the primary has.' };
      }),
  );
}

const backupWork =
  ({ full, at }: { full?: boolean; at?: string }, world: World): Work =>
  async () => {
    // Opened anew each time: a promotion may have changed what runs.
    const once = async () => ({
      ok: true,
      json: { ok: true, ...(await backupData(await openStack(world), full === true)) },
    });
    return at === undefined ? await once() : await everyDay(at, once, world, 'data');
  };

const MODELS: Models<SchemaModel> = {
  read: async (server) => {
    await using session = await PgSession.connect(server, async (cause) => new Error(messageOf(cause), { cause }));
    return (await readCatalogue(session)).model;
  },
  compare: (from, to) =>
    compareModels(from, to).differences.map(
      ({ kind, object, property }) => `${kind} ${object}${property === null ? '' : `: ${property}`}`,
    ),
};
