import { UserError } from '../errors.ts';
import { requireArchive } from './archive.ts';
import { idsOf, listContainers } from './containers.ts';
import { setValues } from './env-file.ts';
import { fenceData } from './fence.ts';
import { requireNoHalfPromotion } from './half-promoted.ts';
import { requireMounts } from './mounts.ts';
import { archivePresent, type Restored, removeRestored, restoreBeside } from './restored.ts';
import { openStack, type Stack } from './stack.ts';
import { startServer } from './start.ts';
import { readVolumes } from './volumes.ts';
import { bytes } from './words.ts';

export interface RestoreOptions {
  /** Until when, as somebody typed it; everything that is archived where it is not given. */
  toTime: string | undefined;
  /** Make the restored data the primary. Called before anything of the stack is touched; throws where somebody says no. */
  replace: ((what: string) => Promise<void>) | undefined;
}

export interface RestoreResult extends Restored {
  /** True where the restored data is the primary now. */
  replaced: boolean;
}

/**
 * Restores to a moment, on a server beside the stack, whose own servers go on as they are; and makes that the primary
 * where that was asked for. The former primary is stopped and fenced then, and its data stays.
 */
export async function restore(stack: Stack, { toTime, replace }: RestoreOptions): Promise<RestoreResult> {
  requireArchive(stack);
  const target = toTime === undefined ? ('end' as const) : { time: targetTime(toTime, stack.world.now()) };
  await requireMounts(stack);
  await requireNoHalfPromotion(stack);
  await archivePresent(stack);
  const restored = await restoreBeside(stack, target);
  if (replace === undefined) return { ...restored, replaced: false };
  const primary = await takeOver(stack, replace, toTime ?? 'the end of the archive');
  return { ...restored, ...primary, replaced: true };
}

/** A moment, as pgBackRest and PostgreSQL read it. @throws UserError for one without a time zone, or that is not over */
export function targetTime(text: string, now: Date): string {
  const pattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?\s?(Z|[+-]\d\d(?::?\d\d)?)$/;
  const [, day, minute, second = ':00', zone = ''] = pattern.exec(text) ?? [];
  const offset = zone === 'Z' ? '+00' : zone;
  const padded = offset.length === 3 ? `${offset}:00` : offset.replace(/^(...):?(..)$/, '$1:$2');
  const moment = Date.parse(`${day}T${minute}${second}${padded}`);
  if (day === undefined || Number.isNaN(moment)) {
    throw new UserError(`"${text}" is no moment that can be restored`, {
      hint: 'Day, time and time zone, like --to-time "2026-11-27 18:00:00+00".',
    });
  }
  if (moment > now.getTime()) throw new UserError(`${text} is not over yet`, { hint: 'It is in UTC with +00 or Z.' });
  return `${day} ${minute}${second}${padded}`;
}

/** Copies the restored data onto the volume that is not the primary's, and lets the volumes change places. */
async function takeOver(
  stack: Stack,
  confirm: (what: string) => Promise<void>,
  moment: string,
): Promise<{ host: string; port: number }> {
  const { env, engine, world } = stack;
  const { primary, replica } = env.data;
  // What is no primary's data any more is not worth keeping before a copy of it: then the restored data takes that place.
  const lost = (await readVolumes(stack))[primary]?.initialized !== true;
  const place = lost ? primary : replica;
  const script = await takingScript(stack, place);
  const [free = 0, needed = 0] = ['free', 'needed'].map((name) => numberOf(name, script.room));
  if (needed > free) {
    throw new UserError(`the restored data needs ${bytes(needed)}, and ${place} has ${bytes(free)} left`, {
      hint: 'Nothing was touched. Free some: "docker system df" shows by what it is taken.',
    });
  }
  await confirm(
    lost
      ? `make the data of ${moment} the primary. Its own data is gone.`
      : `stop all servers, put the data of ${moment} on ${replica} in place of the replica's copy, and make it the primary. ` +
          `What was committed after that stays on ${primary}, fenced, until "start-replica --yes" erases it.`,
  );
  const step = world.reporter.step('replace');
  const ran = (await listContainers(stack)).filter(({ state }) => state === 'running');
  // In this order the replica gets the last of the log, should this be given up.
  for (const service of ['restored', 'primary', 'replica']) {
    if (ran.some((one) => one.service === service)) await engine.compose(['stop', service]);
  }
  try {
    await script.copy();
  } catch (error) {
    if (ran.some(({ service }) => service === 'primary')) await startServer(stack, 'primary');
    throw error;
  }
  if (!lost)
    await fenceData(stack, `fenced at ${world.now().toISOString()} because ${moment} was restored on ${place}`, null);
  await engine.compose(['rm', '--force', '--stop', 'replica', 'primary']);
  if (!lost) {
    await setValues(env, {
      TIMESCALE_PRIMARY_DATA: replica,
      TIMESCALE_REPLICA_DATA: primary,
      TIMESCALE_REPLICA: env.replica ?? 'wanted',
    });
  }
  step.done(`${place} holds the data of ${moment}`);
  const swapped = await openStack(world);
  const { host, port } = await startServer(swapped, 'primary');
  await removeRestored(swapped);
  world.reporter.note(
    'Jobs and policies run again. Next: "stack backup-data --full", then "stack start-replica --yes".',
  );
  return { host, port };
}

async function takingScript(stack: Stack, place: string): Promise<{ room: string; copy: () => Promise<unknown> }> {
  const { env, engine, world } = stack;
  const volume = `${env.project}_${place}`;
  if (!(await idsOf(stack, 'volume')).includes(volume)) {
    const label = (name: string, value: string) => ['--label', `com.docker.compose.${name}=${value}`];
    await engine.docker(['volume', 'create', ...label('project', env.project), ...label('volume', place), volume]);
  }
  const run = (action: string) =>
    engine.docker([
      ...['run', '--rm', '--network', 'none', '--label', `com.docker.compose.project=${env.project}`],
      ...['--label', 'com.docker.compose.oneoff=True', '--entrypoint', '/bin/sh', '--user', 'root'],
      ...['--volume', `${world.stackDir}/postgres:/timescale-ci:ro`],
      ...['--volume', `${env.project}_restored:/from`, '--volume', `${volume}:/to`],
      ...[env.image, '/timescale-ci/take.sh', action],
    ]);
  return { room: await run('free'), copy: () => run('copy') };
}

function numberOf(name: string, text: string): number {
  return Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}
