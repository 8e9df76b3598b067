import { explainChanges } from '../../../src/diff/changes.ts';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import type { Database } from '../../../src/engine/types.ts';
import type { Place } from '../../../src/plan/drop.ts';
import { planSteps } from '../../../src/plan/plan.ts';
import { type PlanProof, provePlan } from '../../../src/plan/prove.ts';
import type { Plan } from '../../../src/plan/step.ts';
import { restore } from '../../../src/proof/restore.ts';
import { apply, type Workshop } from './workshop.ts';

/** Builds a schema, and gives its dump as it comes back from a restore. */
export async function built(workshop: Workshop, script: string): Promise<Dump> {
  const first = await workshop.source();
  await apply(first, script);
  const { text } = await dumpDatabase(first);
  const again = await workshop.source();
  await restore(text, again, 'the dump');
  return await dumpDatabase(again);
}

/** The plan from one schema to another, and its proof; null where something was refused. */
export async function planned(
  workshop: Workshop,
  from: Dump,
  to: Dump,
  { rows = 24, chunks = 4 } = {},
): Promise<{ plan: Plan; proof: PlanProof | null; database: Database | null }> {
  const timescaledb = from.facts.timescaledb?.version ?? null;
  const changes = explainChanges(from.model, to.model, { timescaledb });
  const plan = planSteps(from, to, changes, placeOf(from));
  if (plan.refused.length > 0) return { plan, proof: null, database: null };
  const scratch = await workshop.scratch();
  const again = (base: Dump): Plan => planSteps(base, to, changes, placeOf(base));
  const proof = await provePlan(plan, from, to, scratch, { rows, chunks }, again);
  return { plan, proof, database: scratch };
}

/** What the statements of a plan need to know of the server that a dump comes from. */
export function placeOf({ facts }: Dump): Place {
  return {
    extension: facts.timescaledb?.schema ?? 'public',
    jobTable: facts.jobTable,
    builder: facts.builder.name,
    version: facts.timescaledb?.version ?? null,
  };
}
