import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { bodyOf } from '../../../src/dump/header.ts';
import type { Database, ScratchDatabase } from '../../../src/engine/types.ts';
import { messageOf } from '../../../src/errors.ts';
import { type Proof, prove } from '../../../src/proof/prove.ts';
import type { GeneratedSchema } from './arbitrary.ts';
import { Chance, seeded } from './chance.ts';
import { type Disturbance, disturb, UNDISTURBED } from './disturb.ts';
import { listing, unlisted } from './listing.ts';
import { permuted, scriptOf } from './statements.ts';
import { apply, type Workshop } from './workshop.ts';

/** The generator made SQL that does not apply: its fault, not the dump's. */
export class BuildError extends Error {}

export type Property = 'round trip' | 'order of statements' | 'rows';

/** A property that a schema's dump does not have. */
export class Loss extends Error {
  readonly property: Property;

  constructor(property: Property, message: string) {
    super(`${property}: ${message}`);
    this.property = property;
  }
}

/**
 * Holds one schema against what a dump promises: it restores to the same model and the same catalogue, the restored
 * database dumps to the same bytes, and so does the same schema built in another order and lived in since.
 *
 * @param seed of the other order
 * @param only the one property to check
 * @throws BuildError, Loss
 */
export async function check(
  workshop: Workshop,
  schema: GeneratedSchema,
  seed: number,
  only?: Property,
): Promise<Disturbance> {
  const first = await build(workshop, schema);
  const dump = await dumpDatabase(first);
  if (only === undefined || only === 'round trip') await checkRoundTrip(workshop, first, dump);
  if (only === 'round trip') return UNDISTURBED;

  // One dump answers for the other order and for what happened since; only where it differs it takes two.
  const other = permuted(schema, new Chance(seeded(seed)));
  const second = await build(workshop, other);
  const disturbance = only === 'order of statements' ? UNDISTURBED : await disturb(second, other);
  const difference = differenceOf(dump, await dumpDatabase(second));
  if (difference === undefined) return disturbance;
  const undisturbed = differenceOf(dump, await dumpDatabase(await build(workshop, other)));
  if (undisturbed !== undefined) throw new Loss('order of statements', `${undisturbed}\n\n${scriptOf(other)}`);
  throw new Loss('rows', `${JSON.stringify(disturbance)}, ${difference}`);
}

async function checkRoundTrip(workshop: Workshop, database: Database, dump: Dump): Promise<void> {
  const source = await listing(database);
  const scratches: Database[] = [];
  const scratch = async (): Promise<ScratchDatabase> => {
    const opened = await workshop.scratch();
    scratches.push(opened);
    return opened;
  };
  const proof = await prove(dump, dump.model, { scratch });
  if (!proof.proved) throw new Loss('round trip', objection(proof));
  // What PostgreSQL prints otherwise once it has read it is the proof's to judge.
  const comparable = (lines: string[]): string[] =>
    scratches.length === 1 ? lines : lines.filter((line) => !line.startsWith('aggregate '));
  const unseen = unlisted(comparable(source), comparable(await listing(scratches.at(-1) as Database)));
  if (unseen !== undefined) throw new Loss('round trip', `TimescaleDB's catalogue differs\n${unseen}`);
}

async function build(workshop: Workshop, schema: GeneratedSchema): Promise<Database> {
  const database = await workshop.source();
  try {
    await apply(database, scriptOf(schema));
  } catch (error) {
    throw new BuildError(messageOf(error));
  }
  return database;
}

function objection({ error, losses, textDifference, probes }: Proof): string {
  if (error !== null) return `${error.message} ${error.hint ?? ''}\n${error.sourceLine}`;
  const [loss] = losses;
  if (loss !== undefined) {
    return `${loss.kind} ${loss.object}, ${loss.property ?? 'all of it'}: ${JSON.stringify(loss.from)} became ${JSON.stringify(loss.to)}`;
  }
  if (textDifference !== null) {
    return `line ${textDifference.line} of the dump of the dump\n- ${textDifference.source}\n+ ${textDifference.restored}`;
  }
  return probes
    .flatMap(({ accepted, hypertable, error: reason }) => (accepted ? [] : [`${hypertable}: ${reason}`]))
    .join('\n');
}

/** The first line in which two dumps differ, or undefined. */
function differenceOf(one: Dump, other: Dump): string | undefined {
  const [a, b] = [bodyOf(one.text), bodyOf(other.text)].map((text) => text.split('\n')) as [string[], string[]];
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return undefined;
  return `line ${at + 1}\n- ${a[at]}\n+ ${b[at]}`;
}
