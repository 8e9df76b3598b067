import type { Dump } from '../src/dump/dump.ts';
import { messageOf } from '../src/errors.ts';
import { schemaOf } from '../test/support/schemas/arbitrary.ts';
import { Chance, seeded } from '../test/support/schemas/chance.ts';
import { built, planned } from '../test/support/schemas/plans.ts';
import { scriptOf, without } from '../test/support/schemas/statements.ts';
import { Workshop } from '../test/support/schemas/workshop.ts';

type Verdict = { kind: 'proved' } | { kind: 'refused' | 'lost'; words: string[] };

/**
 * Plans the way between generated schemas, and proves each on rows: from a schema without some of its statements to all
 * of it, the way back, and from the schema before it.
 *
 * @returns the exit code
 */
export async function fuzzPlans(runs: number, seed: number): Promise<number> {
  console.log(`plans between ${runs} pairs of schemas from seed ${seed}; embedded TimescaleDB`);
  const started = performance.now();
  await using workshop = new Workshop();
  const counts = { proved: 0, refused: 0, lost: 0 };
  const totals = { steps: 0, rows: 0, tables: 0, untried: 0, chunks: 0, compressed: 0, buckets: 0 };
  let before: Dump | undefined;
  for (let n = seed, done = 0; done < runs; n++) {
    for (const [sign, from, to] of await pairsOf(workshop, n, before)) {
      if (sign === 'the one before it') before = to;
      if (done++ >= runs) break;
      const verdict = await judge(workshop, from, to, totals);
      counts[verdict.kind]++;
      if (verdict.kind === 'proved') continue;
      console.log(`${verdict.kind === 'lost' ? '✗' : '–'} seed ${n}, ${sign}: ${verdict.kind}`);
      for (const line of verdict.words.slice(0, 6)) console.log(`    ${line.slice(0, 900)}`);
    }
    before ??= undefined;
  }
  console.log(
    `${counts.proved} planned and proved, ${counts.refused} refused by name, ${counts.lost} lost ` +
      `(seed ${seed}, ${Math.round((performance.now() - started) / 1000)} s)`,
  );
  console.log(
    Object.entries(totals)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
  );
  return counts.lost === 0 ? 0 : 1;
}

async function pairsOf(workshop: Workshop, n: number, before: Dump | undefined): Promise<[string, Dump, Dump][]> {
  const chance = new Chance(seeded(n));
  const schema = schemaOf(n);
  const gone = new Set(schema.flatMap((_, i) => (chance.maybe(20) ? [i] : [])));
  const whole = await built(workshop, scriptOf(schema));
  // Left without something that it silently leaned on, a schema may not apply.
  const part = await built(workshop, scriptOf(without(schema, gone))).catch(() => undefined);
  const pairs: [string, Dump, Dump][] =
    part === undefined
      ? []
      : [
          ['all of it', part, whole],
          ['a part of it', whole, part],
        ];
  return [...pairs, ['the one before it', before ?? part ?? whole, whole]];
}

async function judge(workshop: Workshop, from: Dump, to: Dump, totals: { [name: string]: number }): Promise<Verdict> {
  try {
    const { plan, proof } = await planned(workshop, from, to);
    if (proof === null) return { kind: 'refused', words: plan.refused.map(({ object, why }) => `${object}: ${why}`) };
    totals['steps'] = (totals['steps'] ?? 0) + plan.steps.length;
    for (const name of ['rows', 'tables', 'chunks', 'compressed', 'buckets'] as const) {
      totals[name] = (totals[name] ?? 0) + proof[name];
    }
    totals['untried'] = (totals['untried'] ?? 0) + proof.untried.length;
    return proof.proved ? { kind: 'proved' } : { kind: 'lost', words: proof.problems };
  } catch (error) {
    return { kind: 'lost', words: [messageOf(error)] };
  }
}
