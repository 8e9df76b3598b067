import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDependencies } from '../../../src/dump/dependencies.ts';
import { dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Database, Engine } from '../../../src/engine/types.ts';
import { run } from './support.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  await run(engine.database, 'CREATE EXTENSION timescaledb');
});

afterAll(() => engine?.[Symbol.asyncDispose]());

/** How often a dump asks the server, pg_dump's own questions aside. */
async function countQuestions(): Promise<number> {
  let questions = 0;
  const { database } = engine;
  const counting: Database = {
    name: database.name,
    connect: async () => {
      const session = await database.connect();
      return new Proxy(session, {
        get: (target, key) => {
          if (key === 'query' || key === 'execute') questions += 1;
          const value = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
    pgDump: (args, options) => database.pgDump(args, options),
    pgDumpSupports: (option) => database.pgDumpSupports(option),
    [Symbol.asyncDispose]: async () => {},
  };
  await dumpDatabase(counting);
  return questions;
}

test('the number of questions does not depend on the number of objects', { tags: ['long'] }, async () => {
  const few = await countQuestions();
  await run(
    engine.database,
    `DO $$
     BEGIN
       FOR n IN 1..100 LOOP
         EXECUTE format('CREATE TABLE t%s (ts timestamptz NOT NULL, v integer CHECK (v > 0))', n);
         PERFORM create_hypertable(format('t%s', n), 'ts');
         EXECUTE format('ALTER TABLE t%s SET (timescaledb.compress)', n);
         PERFORM add_retention_policy(format('t%s', n), interval '1 year');
         EXECUTE format('INSERT INTO t%s VALUES (now(), 1)', n);
       END LOOP;
     END $$`,
  );
  expect(few).toBeGreaterThan(20);
  expect(await countQuestions()).toBe(few);
});

test('dependencies are read without nested loops, also where pg_dump has ended the transaction', async () => {
  await using session = await engine.database.connect();
  await session.execute('BEGIN');
  await engine.database.pgDump(['--schema-only']);
  await readDependencies(session, []);
  const [row] = await session.query<{ loops: string }>("SELECT current_setting('enable_nestloop') AS loops");
  expect(row?.loops).toBe('off');
});
