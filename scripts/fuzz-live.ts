import { messageOf } from '../src/errors.ts';
import { together } from '../test/support/schemas/arbitrary.ts';
import { driftOfLife } from '../test/support/schemas/live.ts';
import { Workshop } from '../test/support/schemas/workshop.ts';

/**
 * Builds generated schemas, lives in them, and asks for their drift: whatever is said is invented.
 *
 * @returns the exit code
 */
export async function fuzzLive(runs: number, seed: number, side: number): Promise<number> {
  console.log(`drift of ${runs} live databases from seed ${seed}, ${side} to a server; embedded TimescaleDB`);
  const started = performance.now();
  await using workshop = new Workshop();
  const failed: number[] = [];
  const sum = { chunks: 0, compressed: 0, refreshed: 0, jobs: 0 };
  for (let first = seed; first < seed + runs; first += side) {
    const seeds = Array.from({ length: Math.min(side, seed + runs - first) }, (_, i) => first + i);
    const problems: string[] = [];
    try {
      const { drifts, disturbance } = await driftOfLife(workshop, together(seeds), first);
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += disturbance[key];
      problems.push(
        ...drifts.map(({ kind, object, property, from, to }) => `${kind} ${object} ${property}: ${from} → ${to}`),
      );
    } catch (error) {
      problems.push(messageOf(error));
    }
    if (problems.length === 0) continue;
    failed.push(...seeds);
    console.log(
      `\n✗ seeds ${seeds.join(', ')}  (again: npm run fuzz -- --live --seed ${first} --runs ${seeds.length} --together ${side})`,
    );
    for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
  }
  console.log(`\n${sum.chunks} chunks, ${sum.compressed} compressed; ${sum.refreshed} refreshes, ${sum.jobs} job runs`);
  const how = `seed ${seed}, ${Math.round((performance.now() - started) / 1000)} s`;
  if (failed.length === 0) console.log(`✓ no drift is invented on ${runs} live databases (${how})`);
  else console.log(`✗ ${failed.length} of ${runs} databases: ${failed.join(', ')} (${how})`);
  return failed.length === 0 ? 0 : 1;
}
