import type { Drift } from '../../../src/diff/drift.ts';
import { dumpDatabase } from '../../../src/dump/dump.ts';
import { settle } from '../../../src/proof/prove.ts';
import { compareOn } from '../../../src/workflows/drift.ts';
import { testContext } from '../context.ts';
import type { GeneratedSchema } from './arbitrary.ts';
import { Chance, seeded } from './chance.ts';
import { type Disturbance, disturb } from './disturb.ts';
import { permuted, scriptOf } from './statements.ts';
import { apply, type Workshop } from './workshop.ts';

/**
 * The drift of a database that was built from the same schema in another order and has lived since (rows, compressed
 * chunks, refreshed aggregates, finished jobs) from the version that a backup of the schema writes: there should be none.
 *
 * @param seed of the other order
 */
export async function driftOfLife(
  workshop: Workshop,
  schema: GeneratedSchema,
  seed: number,
): Promise<{ drifts: Drift[]; disturbance: Disturbance }> {
  const built = await workshop.source();
  await apply(built, scriptOf(schema));
  const reference = await settle(await dumpDatabase(built), workshop);
  const other = permuted(schema, new Chance(seeded(seed)));
  const live = await workshop.source();
  await apply(live, scriptOf(other));
  const disturbance = await disturb(live, other);
  const dump = await dumpDatabase(live, undefined, { compared: true });
  // Also where the bytes are the same: what is asked here is what the comparison says.
  const { drifts } = await compareOn(workshop, dump, reference, testContext('/'));
  return { drifts, disturbance };
}
