import type { SchemaModel } from '../src/catalog/model.ts';
import { readCatalogue } from '../src/catalog/read.ts';
import { messageOf } from '../src/errors.ts';
import { type GeneratedSchema, schemaOf } from '../test/support/schemas/arbitrary.ts';
import { Chance, seeded } from '../test/support/schemas/chance.ts';
import { pairProblems } from '../test/support/schemas/pairs.ts';
import { scriptOf, without } from '../test/support/schemas/statements.ts';
import { apply, Workshop } from '../test/support/schemas/workshop.ts';

/** What a change may meet; rules differ with it. */
const VERSIONS = ['2.14.2', '2.18.0', '2.23.0', null];

/**
 * Builds generated schemas and holds the changes between them against what a diff promises: each schema against itself
 * without some of its statements, and against the one before it.
 *
 * @returns the exit code
 */
export async function fuzzPairs(runs: number, seed: number): Promise<number> {
  console.log(`changes between ${runs} schemas from seed ${seed}; embedded TimescaleDB`);
  const started = performance.now();
  await using workshop = new Workshop();
  let before: SchemaModel | undefined;
  let pairs = 0;
  const failed: number[] = [];
  for (let n = seed; n < seed + runs; n++) {
    const chance = new Chance(seeded(n));
    const schema = schemaOf(n);
    const gone = new Set(schema.flatMap((_, i) => (chance.maybe(20) ? [i] : [])));
    const problems: string[] = [];
    try {
      const model = await build(workshop, schema);
      // Left without something that it silently leaned on, a schema may not apply.
      const part = await build(workshop, without(schema, gone)).catch(() => undefined);
      const others = [part, before].filter((other) => other !== undefined);
      for (const other of others) problems.push(...pairProblems(other, model, chance.pick(VERSIONS)));
      pairs += others.length;
      before = model;
    } catch (error) {
      problems.push(messageOf(error));
    }
    if (problems.length === 0) continue;
    failed.push(n);
    console.log(`\n✗ seed ${n}  (again: npm run fuzz -- --pairs --seed ${Math.max(seed, n - 1)} --runs 2)`);
    for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
  }
  const how = `seed ${seed}, ${Math.round((performance.now() - started) / 1000)} s`;
  if (failed.length === 0)
    console.log(`✓ ${pairs} pairs: every difference is in one change, the way back its mirror (${how})`);
  else console.log(`✗ ${failed.length} of ${runs} schemas: ${failed.join(', ')} (${how})`);
  return failed.length === 0 ? 0 : 1;
}

async function build(workshop: Workshop, schema: GeneratedSchema): Promise<SchemaModel> {
  const database = await workshop.source();
  await apply(database, scriptOf(schema));
  await using session = await database.connect();
  return (await readCatalogue(session)).model;
}
