/** @module-tag long */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareModels } from '../../src/diff/compare.ts';
import { type Dump, dumpDatabase } from '../../src/dump/dump.ts';
import type { Database } from '../../src/engine/types.ts';
import { applySteps } from '../../src/plan/apply.ts';
import { restore } from '../../src/proof/restore.ts';
import { DROPPED, ROWS, SHAPES, type Shape, SOURCES, STRAY } from '../support/schemas/aggregate-shapes.ts';
import { built, taskBetween } from '../support/schemas/plans.ts';
import { apply, Workshop } from '../support/schemas/workshop.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.asyncDispose]());

describe('aggregates of all shapes, half of whose raw rows are gone', () => {
  let database: Database;
  let reached: Dump;
  let to: Dump;

  beforeAll(async () => {
    const script = (side: 'before' | 'after'): string =>
      [SOURCES, ...SHAPES.flatMap(({ aggregates, more }) => [...aggregates.map((one) => one[side]), more])].join('\n');
    const from = await built(workshop, script('before'));
    to = await built(workshop, script('after'));
    const { plan } = await taskBetween(workshop, from, to);
    expect(plan.refused).toEqual([]);
    database = await workshop.scratch();
    await restore(from.text, database, 'the base');
    await apply(database, `SET timezone = 'UTC';\n${ROWS}${refreshed(SHAPES)}${DROPPED}${shown(SHAPES)}${STRAY}`);
    expect(await applySteps(database, plan.steps)).toBe(null);
    reached = await dumpDatabase(database);
  }, 480_000);

  test('reach the schema', () => {
    const differences = compareModels(reached.model, to.model).differences;
    expect(differences.filter(({ object }) => !object.startsWith('shown') && object !== 'schema shown')).toEqual([]);
  });

  test.each(SHAPES.map((shape) => [shape.name, shape] as const))('%s', async (_, { aggregates }) => {
    await using session = await database.connect();
    for (const { name, columns, expected } of aggregates) {
      const [row] = await session.query<{ buckets: number; lost: number; raw: number }>(`
        WITH expected AS (${expected})
        SELECT (SELECT count(*) FROM expected)::integer AS buckets,
               (SELECT count(*) FROM (TABLE expected EXCEPT ALL SELECT ${columns} FROM public.${name}) x)::integer AS lost`);
      expect(row?.buckets).toBeGreaterThan(0);
      expect({ name, lost: row?.lost }).toEqual({ name, lost: 0 });
    }
  });
});

/** Everything is materialized, and compressed where that is asked for. */
function refreshed(shapes: readonly Shape[]): string {
  return shapes
    .flatMap(({ aggregates, compressed }) =>
      aggregates.flatMap(({ name }) => [
        `CALL refresh_continuous_aggregate('${name}', NULL, NULL);\n`,
        ...(compressed ? [`SELECT compress_chunk(c) FROM show_chunks('${name}') c;\n`] : []),
      ]),
    )
    .concat("SELECT compress_chunk(c) FROM show_chunks('store') c;\n")
    .join('');
}

/** What the aggregates show when the raw rows are gone. */
function shown(shapes: readonly Shape[]): string {
  const tables = shapes.flatMap(({ aggregates }) =>
    aggregates.map(({ name }) => `CREATE TABLE shown.${name} AS SELECT * FROM ${name};\n`),
  );
  return `CREATE SCHEMA shown;\n${tables.join('')}`;
}
