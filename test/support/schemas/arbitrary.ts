import { Arbitrary, type Random, Stream, Value } from 'fast-check';
import { Chance, seeded } from './chance.ts';
import { aggregate } from './parts/aggregates.ts';
import { chunkSkipping, columnstore } from './parts/columnstore.ts';
import { anyIndex, chunkInterval, hypertable, partitioned, tablespaces } from './parts/hypertables.ts';
import { comment, publication, publicationOfAll } from './parts/others.ts';
import { job, policy } from './parts/policies.ts';
import {
  aggregateFunction,
  atomicFunction,
  jobProcedure,
  tableFunction,
  triggerFunction,
  valueFunction,
} from './parts/routines.ts';
import { defaultPrivileges, grant, owner, rowSecurity } from './parts/security.ts';
import { builtInJob, databaseSetting, retire, role, schema } from './parts/server.ts';
import { constraint, foreignKey, noise, partitionedTable, table, tableSetting } from './parts/tables.ts';
import { anyTrigger, eventTrigger } from './parts/triggers.ts';
import { compositeType, domain, enumType, sequence } from './parts/types.ts';
import { materializedView, rule, statistics, view } from './parts/views.ts';
import { type Statement, without } from './statements.ts';
import { World } from './world.ts';

/** What a step may add, and how often. */
const PARTS: readonly [number, (world: World) => void][] = [
  [2, role],
  [2, schema],
  [3, enumType],
  [3, domain],
  [2, compositeType],
  [2, sequence],
  [3, valueFunction],
  [1, tableFunction],
  [1, atomicFunction],
  [2, triggerFunction],
  [2, jobProcedure],
  [1, aggregateFunction],
  [5, table],
  [8, hypertable],
  [2, partitioned],
  [2, tablespaces],
  [1, partitionedTable],
  [1, noise],
  [3, constraint],
  [2, foreignKey],
  [2, tableSetting],
  [6, anyIndex],
  [1, chunkInterval],
  [5, columnstore],
  [2, chunkSkipping],
  [8, aggregate],
  [10, policy],
  [3, job],
  [1, retire],
  [4, view],
  [2, materializedView],
  [1, rule],
  [1, statistics],
  [4, anyTrigger],
  [1, eventTrigger],
  [3, rowSecurity],
  [6, grant],
  [4, owner],
  [1, defaultPrivileges],
  [6, comment],
  [2, publication],
  [1, databaseSetting],
  [1, builtInJob],
];

const DECK = PARTS.flatMap(([weight, part]) => Array.from({ length: weight }, () => part));

/** A generated schema, as the statements that make it in the order in which they were thought of. */
export type GeneratedSchema = readonly Statement[];

function generate(chance: Chance, tag: string): GeneratedSchema {
  const world = new World(chance, tag);
  const steps = chance.int(3, chance.maybe(20) ? 120 : 50);
  for (const start of [role, schema, role, schema]) if (chance.maybe(70)) start(world);
  for (let i = 0; i < steps; i++) chance.pick(DECK)(world);
  if (chance.maybe(3)) publicationOfAll(world);
  return world.statements;
}

/** The schema of a seed. */
export function schemaOf(seed: number, tag = ''): GeneratedSchema {
  return generate(new Chance(seeded(seed)), tag);
}

/** The schemas of several seeds, side by side in one database. */
export function together(seeds: readonly number[]): GeneratedSchema {
  const statements = seeds.flatMap((seed, i) => schemaOf(seed, seeds.length === 1 ? '' : `.${i + 1}`));
  // After the publication of all tables no table can become a hypertable.
  const isLast = ({ feature }: Statement): boolean => feature === 'publication of all tables';
  return [...statements.filter((statement) => !isLast(statement)), ...statements.filter(isLast)];
}

/**
 * Schemas of TimescaleDB that apply without errors on the community edition, 2.23. A schema shrinks by leaving out
 * statements together with whatever needs them, halves first, so that what is left applies too.
 */
class Schemas extends Arbitrary<GeneratedSchema> {
  readonly #generate: (random: Random) => GeneratedSchema;

  constructor(generate: (random: Random) => GeneratedSchema) {
    super();
    this.#generate = generate;
  }

  override generate(random: Random): Value<GeneratedSchema> {
    return new Value(this.#generate(random), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is GeneratedSchema {
    return Array.isArray(value);
  }

  override shrink(schema: GeneratedSchema): Stream<Value<GeneratedSchema>> {
    return new Stream(smaller(schema));
  }
}

function* smaller(schema: GeneratedSchema): Generator<Value<GeneratedSchema>> {
  for (let size = Math.ceil(schema.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what comes last is needed by nothing else.
    for (let end = schema.length; end > 0; end -= size) {
      const removed = new Set(Array.from({ length: Math.min(size, end) }, (_, i) => end - 1 - i));
      yield new Value(without(schema, removed), undefined);
    }
  }
}

export function schemas(): Arbitrary<GeneratedSchema> {
  return new Schemas((random) => generate(new Chance(random), ''));
}

/** One schema and what it shrinks to. */
export function from(schema: GeneratedSchema): Arbitrary<GeneratedSchema> {
  return new Schemas(() => schema);
}
