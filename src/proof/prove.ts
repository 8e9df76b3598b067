import { compareModels, type Difference } from '../diff/compare.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { bodyOf } from '../dump/header.ts';
import { restorable } from '../dump/restorable.ts';
import type { ScratchDatabase } from '../engine/types.ts';
import { ScriptError } from '../script/error.ts';
import { type Carrier, carrierOf } from './carrier.ts';
import { type Probe, probeHypertables } from './probe.ts';
import { restore } from './restore.ts';

/** A property that did not come through the restore, and the statement that should have carried it. */
export interface Loss extends Difference {
  carrier: Carrier | null;
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
  /** What the restored database dumps to. */
  restored: Dump | null;
}

/**
 * Proves a dump: restores it into an empty scratch database, compares the two models property by property, dumps again
 * and demands the same bytes, and asks every hypertable to take a row.
 *
 * @param expected the model that the dump claims to hold; null to take the restored text alone as evidence
 */
export async function prove(
  dump: Pick<Dump, 'text'>,
  expected: Dump['model'] | null,
  scratch: ScratchDatabase,
  file = 'the dump',
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
    await restore(dump.text, scratch, file);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return { ...proof, error };
  }
  const restored = await dumpDatabase(scratch);
  const comparison = compareModels(restorable(expected ?? restored.model), restored.model);
  const textDifference = firstDifference(bodyOf(dump.text), bodyOf(restored.text));
  const probes = await probeHypertables(scratch, restored.model);
  const losses = comparison.differences.map((difference) => ({
    ...difference,
    carrier: carrierOf(dump.text, difference) ?? null,
  }));
  return {
    ...proof,
    proved: losses.length === 0 && textDifference === null && probes.every((probe) => probe.accepted || probe.untried),
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
