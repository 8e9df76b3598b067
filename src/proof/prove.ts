import { compareModels, type Difference } from '../diff/compare.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { bodyOf, fingerprintOf, rowsOf, withBody } from '../dump/header.ts';
import { restorable } from '../dump/restorable.ts';
import type { Engine, ScratchDatabase } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import { ScriptError } from '../script/error.ts';
import { type Probe, probeHypertables } from './probe.ts';
import { isReprint, isReprintOf } from './reprint.ts';
import { restore } from './restore.ts';
import { type StatementLine, statementOf } from './statement-of.ts';

/** A property that did not come through the restore, and the statement that should have carried it. */
export interface Loss extends Difference {
  carrier: StatementLine | null;
}

export interface Proof {
  proved: boolean;
  /** Where the restore itself stopped; nothing below is known then. */
  error: ScriptError | null;
  properties: number;
  objects: number;
  losses: Loss[];
  /** The first line in which a second dump differs, or null where every byte is the same. */
  textDifference: { line: number; source: string; restored: string } | null;
  probes: Probe[];
  /** What the restored database dumps to: the canonical text, where it is proved. */
  restored: Dump | null;
}

/**
 * Proves a dump: restores it into an empty scratch database, compares the two models property by property, dumps again
 * and demands the same bytes, and asks every hypertable to take a row.
 *
 * PostgreSQL reads some of what it prints as another expression. Where nothing else differs, what the restored database
 * dumps to is restored in its turn, until it comes back byte for byte: that is the schema's canonical text, the same
 * whether it was reached from scripts, from a live database or from an older dump.
 *
 * @param expected the model that the dump claims to hold; null to take the restored text alone as evidence
 * @param engine opens empty scratch databases; a second one only where the first comparison differs
 */
export async function prove(
  dump: Pick<Dump, 'text'>,
  expected: Dump['model'] | null,
  engine: Pick<Engine, 'scratch'>,
  file = 'the dump',
): Promise<Proof> {
  return await passes(dump, expected, engine, file, probeHypertables);
}

/**
 * The canonical form of a dump: its text and model as PostgreSQL prints them once it has read them. A dump that cannot be
 * restored, or that loses something, stays as it is: to say so is the proof's part.
 */
export async function settle(dump: Dump, engine: Pick<Engine, 'scratch'>): Promise<Dump> {
  try {
    return canonicalDump(dump, await passes(dump, dump.model, engine, 'the dump', async () => []));
  } catch (error) {
    if (error instanceof UserError) return dump;
    throw error;
  }
}

/**
 * A dump as a proof found it to come back. What another major version of PostgreSQL printed is no better text for this
 * one's schema, so then the dump stays as it is.
 */
export function canonicalDump(dump: Dump, { proved, restored }: Pick<Proof, 'proved' | 'restored'>): Dump {
  if (!proved || restored === null || restored.fingerprint === dump.fingerprint) return dump;
  if (majorOf(restored) !== majorOf(dump)) return dump;
  const { text, fingerprint, model, nodes } = restored;
  // Its jobs that cannot run are the source's alone.
  return {
    ...dump,
    text: withBody(dump.text, bodyOf(text)),
    fingerprint,
    nodes,
    model: { ...model, jobs: dump.model.jobs },
  };
}

function majorOf({ facts }: Dump): string | undefined {
  return facts.postgres.split('.')[0];
}

/**
 * Restores a dump's text and dumps it again, in its canonical form: what two servers printed differently is the same
 * once one of them has read both.
 *
 * @param canonical a dump that is known to be canonical: what comes back as that one is, too
 * @throws ScriptError at the statement that failed
 */
export async function readBack(
  text: string,
  engine: Pick<Engine, 'scratch'>,
  file: string,
  canonical?: Pick<Dump, 'fingerprint'>,
): Promise<Dump> {
  const dump = await restoreAndDump(text, engine, file);
  const known = [fingerprintOf(text), canonical?.fingerprint];
  return known.includes(dump.fingerprint) ? dump : await settle(dump, engine);
}

async function restoreAndDump(text: string, engine: Pick<Engine, 'scratch'>, file: string): Promise<Dump> {
  await using scratch = await engine.scratch();
  await restore(text, scratch, file);
  return await dumpDatabase(scratch, undefined, { rows: rowsOf(text) });
}

type ProbeAll = typeof probeHypertables;

async function passes(
  dump: Pick<Dump, 'text'>,
  expected: Dump['model'] | null,
  engine: Pick<Engine, 'scratch'>,
  file: string,
  probe: ProbeAll,
): Promise<Proof> {
  let { text } = dump;
  let model = expected;
  let proof: Proof;
  let reprinted: boolean;
  let done = 0;
  do {
    await using scratch = await engine.scratch();
    proof = await pass(text, model, scratch, done === 0 ? file : `${file}, as it was restored`, probe);
    const { restored, losses } = proof;
    if (restored === null) break;
    reprinted =
      model === null ? isReprintOf(text, restored) : isReprint({ from: text, to: restored.text, differences: losses });
    ({ text, model } = restored);
  } while (reprinted && ++done < MOST_PASSES);
  return proof;
}

/** What PostgreSQL prints settles after one or two; the bound keeps a run from going on without end. */
const MOST_PASSES = 5;

/** One restore, and how what is there afterwards differs from what the dump claims to hold. */
async function pass(
  text: string,
  expected: Dump['model'] | null,
  scratch: ScratchDatabase,
  file: string,
  probe: ProbeAll,
): Promise<Proof> {
  const proof: Proof = {
    proved: false,
    error: null,
    properties: 0,
    objects: 0,
    losses: [],
    textDifference: null,
    probes: [],
    restored: null,
  };
  try {
    await restore(text, scratch, file);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return { ...proof, error };
  }
  const restored = await dumpDatabase(scratch, undefined, { rows: rowsOf(text) });
  const comparison = compareModels(restorable(expected ?? restored.model), restored.model);
  const textDifference = firstDifference(bodyOf(text), bodyOf(restored.text));
  const probes = await probe(scratch, restored.model);
  const losses = comparison.differences.map((difference) => ({
    ...difference,
    carrier: statementOf(text, difference) ?? null,
  }));
  return {
    ...proof,
    proved:
      losses.length === 0 && textDifference === null && probes.every(({ accepted, untried }) => accepted || untried),
    properties: comparison.properties,
    objects: comparison.objects,
    losses,
    textDifference,
    probes,
    restored,
  };
}

function firstDifference(source: string, restored: string): Proof['textDifference'] {
  if (source === restored) return null;
  const [a, b] = [source.split('\n'), restored.split('\n')];
  const line = a.findIndex((text, i) => text !== b[i]);
  const at = line < 0 ? a.length : line;
  return { line: at + 1, source: a[at] ?? '', restored: b[at] ?? '' };
}
