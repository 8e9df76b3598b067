import type { Dump } from '../dump/dump.ts';
import type { Engine } from '../engine/types.ts';
import { type Proof, prove } from '../proof/prove.ts';
import { describeProof, listLosses } from '../report/proof-text.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { type Source, startEngine } from './source.ts';

const DEFECT = 'This is a defect of timescale-ci: please report it with the dump.';

/** The step: proves a source's dump on a scratch database, beside the source or on a server of its own. */
export async function proveSource(source: Source, dump: Dump, settings: Settings, context: Context): Promise<Proof> {
  if (source.engine.kind !== 'external') return proveOn(source.engine, dump, dump.model, context, 'the dump', [DEFECT]);
  await using engine = await startEngine({ ...settings, image: imageFor(dump, settings) }, context, 'scratch');
  return await proveOn(engine, dump, dump.model, context, 'the dump', [remarkOn(engine, dump)]);
}

/** Another version may bring what the source cannot have (PostgreSQL 17 the privilege MAINTAIN), or say it otherwise. */
export function remarkOn(
  { versions }: Pick<Engine, 'versions'>,
  { facts }: { facts: Pick<Dump['facts'], 'postgres' | 'timescaledb'> },
): string {
  const [source, scratch] = [facts.postgres, versions.postgres].map((version) => version.split('.')[0]);
  if (source === scratch && facts.timescaledb?.version === versions.timescaledb) return DEFECT;
  return (
    `The source runs TimescaleDB ${facts.timescaledb?.version ?? 'none'} on PostgreSQL ${source}, this was proved on ` +
    `${versions.timescaledb} on PostgreSQL ${scratch}, which may explain it: prove it on the source's versions by --engine docker.`
  );
}

/** Restores, compares and reports. The model is null where the text is all there is. */
export async function proveOn(
  engine: Engine,
  dump: Pick<Dump, 'text'>,
  expected: Dump['model'] | null,
  { reporter }: Context,
  file: string,
  remarks: readonly string[] = [],
): Promise<Proof> {
  const step = reporter.step('restore');
  await using scratch = await engine.scratch();
  const proof = await prove(dump, expected, scratch, file);
  if (proof.proved) step.done(describeProof(proof));
  else step.fail(describeProof(proof), [...listLosses(proof), ...remarks]);
  return proof;
}

/** The official image of the versions that a live database runs, unless another was asked for. */
function imageFor({ facts }: Dump, { image }: Settings): string | undefined {
  if (image !== undefined || facts.timescaledb === null) return image;
  return `timescale/timescaledb:${facts.timescaledb.version}-pg${facts.postgres.split('.')[0]}`;
}
