import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fuzzLive } from './fuzz-live.ts';
import { fuzzPairs } from './fuzz-pairs.ts';
import { fuzzPlans } from './fuzz-plans.ts';
import type { Failure, Outcome } from './fuzz-worker.ts';

/**
 * Generates TimescaleDB schemas and holds each against what a dump promises (test/support/schemas/properties.ts).
 *
 *   npm run fuzz -- [--runs 500] [--seed N] [--together 5] [--workers N]
 *   npm run fuzz -- --pairs [--runs 500] [--seed N]      holds the changes between them against what a diff promises
 *   npm run fuzz -- --plans [1000] [--seed N] [--workers N] [--write]      plans the way between so many pairs and proves it
 *     on rows; --write puts the table into docs/plan.md
 *   npm run fuzz -- --live [--runs 200] [--seed N] [--together 5]      asks for the drift of those that rows and jobs were in
 *
 * The n-th schema follows from seed + n alone, so one that fails is repeated by its own seed and one run. Several stand
 * side by side in one database, since what costs time is the dump, not its length.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string' },
    together: { type: 'string', default: '5' },
    workers: { type: 'string' },
    pairs: { type: 'boolean', default: false },
    plans: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const runs = Number(positionals[0] ?? values.runs);
const seed = Number(values.seed ?? randomInt(1, 1_000_000_000));
if (values.pairs) process.exit(await fuzzPairs(runs, seed));
if (values.plans) {
  const workers = Number(values.workers ?? Math.min(2, availableParallelism()));
  process.exit(await fuzzPlans({ pairs: runs, seed, workers, write: values.write }));
}
const together = Number(values.together);
if (values.live) process.exit(await fuzzLive(runs, seed, together));
const workers = Math.min(Math.ceil(runs / together), Number(values.workers ?? Math.min(4, availableParallelism())));
const started = performance.now();

console.log(`${runs} schemas from seed ${seed}, ${together} to a database, ${workers} at a time; embedded TimescaleDB`);
const outcomes: Outcome[] = [];
let given = 0;
let checked = 0;
await Promise.all(Array.from({ length: workers }, work));
report();

/** Hands seeds to one worker until none is left. */
function work(): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url));
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    worker.on('message', (outcome: Outcome | null) => {
      if (outcome !== null) take(outcome);
      const seeds = Array.from({ length: Math.min(together, runs - given) }, (_, i) => seed + given + i);
      given += seeds.length;
      worker.postMessage(seeds.length === 0 ? null : seeds);
    });
  });
}

function take(outcome: Outcome): void {
  outcomes.push(outcome);
  for (const failure of outcome.failures) show(failure);
  const before = checked;
  checked += outcome.seeds.length;
  if (Math.floor(before / 50) !== Math.floor(checked / 50)) console.log(`  ${checked} of ${runs}  ${elapsed()}`);
}

function show({ seeds, message, sql }: Failure): void {
  const several = seeds.length === 1 ? '' : ` --together ${seeds.length}`;
  console.log(`\n✗ ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}  ${message}\n`);
  console.log(sql.replaceAll(/^(?=.)/gm, '    '));
  console.log(`  Again: npm run fuzz -- --seed ${seeds[0]} --runs ${seeds.length}${several}\n`);
}

function report(): void {
  const counts = new Map<string, number>();
  for (const feature of outcomes.flatMap(({ features }) => features.flat())) {
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const sum = (count: (outcome: Outcome) => number): string =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0).toLocaleString('en');
  console.log('\nSchemas that had it:');
  for (const [feature, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`  ${String(count).padStart(5)}  ${feature}`);
  }
  console.log(
    `\n${sum(({ statements }) => statements)} statements; ${sum(({ disturbance }) => disturbance.chunks)} chunks, ` +
      `${sum(({ disturbance }) => disturbance.compressed)} compressed; ${sum(({ disturbance }) => disturbance.refreshed)} refreshes, ` +
      `${sum(({ disturbance }) => disturbance.jobs)} job runs`,
  );
  const failed = outcomes.flatMap(({ failures }) => failures.map(({ seeds }) => seeds.join('+')));
  const how = `seed ${seed}, ${elapsed()}`;
  if (failed.length > 0) {
    console.log(`✗ ${failed.length} of ${runs} schemas fail: ${failed.join(', ')} (${how})`);
    process.exitCode = 1;
  } else
    console.log(`✓ all ${runs} schemas come back from their dumps, the same bytes in any order and with rows (${how})`);
}

function elapsed(): string {
  const seconds = Math.round((performance.now() - started) / 1000);
  return seconds < 100 ? `${seconds} s` : `${(seconds / 60).toFixed(1)} min`;
}
