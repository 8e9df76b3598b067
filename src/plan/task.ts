import type { Change } from '../diff/change.ts';
import { explainChanges } from '../diff/changes.ts';
import type { Rename } from '../diff/rename/rewrite.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import type { Database } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import { restore } from '../proof/restore.ts';
import { applySteps } from './apply.ts';
import type { Place } from './drop.ts';
import { planSteps } from './plan.ts';
import type { Task } from './prove.ts';
import { renameSteps } from './rename.ts';
import type { Step } from './step.ts';

/** What a plan is made of. */
export interface Way {
  from: Dump;
  to: Dump;
  renames: readonly Rename[];
  /** What the difference means on a database with rows. */
  changes: readonly Change[];
  /** Of TimescaleDB, where the plan is to run; null where there is none. */
  version: string | null;
  /** An empty database to give the base its new names in. */
  scratch: () => Promise<Database>;
}

/** The plan of a way: new names first, since everything else is said in them. */
export async function taskOf(way: Way): Promise<Task> {
  const { from, to, renames, changes, version } = way;
  const steps = renameSteps(renames, from.model, to.model);
  const base = steps.length === 0 ? from : await renamed(from, steps, way);
  const planned = planSteps(base, to, changes, placeOf(from, version));
  return {
    plan: { ...planned, steps: [...steps, ...planned.steps] },
    from,
    to,
    renamed: { base, steps },
    again: (reached) => planSteps(reached, to, changes, placeOf(reached)),
  };
}

/** The way back from what a plan has reached. */
export function backOf({ from, to, renames, scratch }: Way): (reached: Dump) => Promise<Task> {
  return (reached) => {
    const version = reached.facts.timescaledb?.version ?? null;
    return taskOf({
      from: reached,
      to: from,
      renames: renames.map((one) => ({ ...one, from: one.to, to: one.from })),
      changes: explainChanges(to.model, from.model, { timescaledb: version }),
      version,
      scratch,
    });
  };
}

/** The base under head's names, as a server prints it. */
async function renamed(base: Dump, steps: readonly Step[], { scratch }: Way): Promise<Dump> {
  await using database = await scratch();
  await restore(base.text, database, 'the base');
  const stop = await applySteps(database, steps);
  if (stop !== null) {
    throw new UserError(`${stop.step.title} fails on the base: ${stop.message}`, {
      hint: 'Take the renamed-from comment away, or rename in a migration of its own.',
      exitCode: 1,
    });
  }
  return await dumpDatabase(database);
}

/** What the statements of a plan need to know of the server that a dump comes from. */
export function placeOf({ facts }: Dump, version = facts.timescaledb?.version ?? null): Place {
  return {
    extension: facts.timescaledb?.schema ?? 'public',
    jobTable: facts.jobTable,
    builder: facts.builder.name,
    version,
  };
}
