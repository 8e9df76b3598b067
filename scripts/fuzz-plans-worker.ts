import { parentPort } from 'node:worker_threads';
import type { Dump } from '../src/dump/dump.ts';
import { messageOf } from '../src/errors.ts';
import { schemaOf } from '../test/support/schemas/arbitrary.ts';
import { Chance, seeded } from '../test/support/schemas/chance.ts';
import { edited } from '../test/support/schemas/edits.ts';
import { built, planned } from '../test/support/schemas/plans.ts';
import { scriptOf, without } from '../test/support/schemas/statements.ts';
import { Workshop } from '../test/support/schemas/workshop.ts';

/** Which pairs a seed gives. */
export const KINDS = [
  'a schema without a fifth of its statements → all of it',
  'the way back',
  'a schema → the same with some of its statements edited',
  'another schema → this one',
] as const;

/** What came of a pair. */
export interface Verdict {
  seed: number;
  kind: (typeof KINDS)[number];
  end: 'proved' | 'refused' | 'failed';
  words: string[];
  counts: { [name: string]: number };
}

/** What a worker says of a seed. */
export interface Judged {
  verdicts: Verdict[];
  versions: string;
}

/** Plans the way between the pairs of a seed, and proves each on rows. */
async function judge(workshop: Workshop, seed: number, before: Dump): Promise<{ judged: Judged; whole: Dump }> {
  const schema = schemaOf(seed);
  const chance = new Chance(seeded(seed));
  const gone = new Set(schema.flatMap((_, i) => (chance.maybe(20) ? [i] : [])));
  // Left without something that it silently leaned on, or edited without thought, a schema may not apply.
  const tried = (statements: Parameters<typeof scriptOf>[0]): Promise<Dump | undefined> =>
    built(workshop, scriptOf(statements)).catch(() => undefined);
  const whole = await built(workshop, scriptOf(schema));
  const part = await tried(without(schema, gone));
  const other = await tried(edited(schema, chance));
  const pairs: [Dump | undefined, Dump | undefined][] = [
    [part, whole],
    [whole, part],
    [whole, other],
    [before, whole],
  ];
  const verdicts: Verdict[] = [];
  for (const [i, [from, to]] of pairs.entries()) {
    const kind = KINDS[i];
    if (from === undefined || to === undefined || kind === undefined) continue;
    // The way back of the others is a pair of its own.
    verdicts.push({ seed, kind, ...(await end(workshop, from, to, i === 2)) });
  }
  const { timescaledb, postgres } = whole.facts;
  return { judged: { verdicts, versions: `TimescaleDB ${timescaledb?.version} on PostgreSQL ${postgres}` }, whole };
}

type End = Pick<Verdict, 'end' | 'words' | 'counts'>;

async function end(workshop: Workshop, from: Dump, to: Dump, undo: boolean): Promise<End> {
  try {
    const { plan, proof } = await planned(workshop, from, to, { undo });
    const steps = { steps: plan.steps.length };
    if (proof === null) {
      return { end: 'refused', words: plan.refused.map(({ object, why }) => `${object}: ${why}`), counts: {} };
    }
    const { rows, tables, chunks, compressed, buckets, untried } = proof;
    const counts = { ...steps, rows, tables, chunks, compressed, buckets, 'tables without rows': untried.length };
    const problems = [
      ...proof.problems,
      ...(proof.undo?.problems ?? []).map((problem) => `on the way back: ${problem}`),
    ];
    if (proof.undo?.proved) Object.assign(counts, { 'ways back proved': 1 });
    if ((proof.undo?.refused.length ?? 0) > 0) Object.assign(counts, { 'ways back refused': 1 });
    return { end: problems.length === 0 ? 'proved' : 'failed', words: problems, counts };
  } catch (error) {
    return { end: 'failed', words: [messageOf(error)], counts: {} };
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const workshop = new Workshop();
  port.on('message', async (seeds: number[]) => {
    let before: Dump | undefined;
    for (const seed of seeds) {
      before ??= await built(workshop, scriptOf(schemaOf(seed - 1)));
      const { judged, whole } = await judge(workshop, seed, before);
      before = whole;
      port.postMessage(judged);
    }
    if (seeds.length > 0) return port.postMessage(null);
    await workshop[Symbol.asyncDispose]();
    port.close();
  });
  port.postMessage(null);
}
