import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import type { Database, Engine } from '../../../src/engine/types.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { dumpAndProve, linesWith, objections, run } from './support.ts';

/**
 * One of everything, without what the Apache edition refuses (the columnstore, continuous aggregates and jobs), and without
 * the publications that came with PostgreSQL 15.
 */
async function everythingApache(postgres: string): Promise<string> {
  const text = await readFile(new URL('../../support/everything.sql', import.meta.url), 'utf8');
  return text
    .replace(/^-- continuous aggregates[^]*?(?=^-- privileges)/m, '')
    .replace(/^-- policies and jobs[^]*?(?=^-- replication and events)/m, '')
    .replace(/^.*(timescaledb\.compress|chunk_skipping|analytics\.hourly).*\n/gm, '')
    .replace(Number.parseInt(postgres, 10) < 15 ? /^CREATE PUBLICATION (chosen|by_schema) .*\n/gm : /$^/, '');
}

describeDocker('a dump of a server in Docker', () => {
  let engine: Engine;
  let dump: Dump;

  beforeAll(async () => {
    disableRyuk(process.env);
    engine = await startDocker({ image: dockerImage(), database: 'trading_data' });
    await run(engine.database, await everythingApache(engine.versions.postgres));
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  test('comes back with everything that the edition offers', async () => {
    const proved = await dumpAndProve(engine, engine.database);
    dump = proved.dump;
    expect(objections(proved.proof)).toEqual([]);
    expect(dump.model.hypertables).toHaveLength(7);
  });

  test('is the same whatever is set for the role that dumps', async () => {
    await run(
      engine.database,
      `CREATE VIEW trading.constants AS SELECT '2022-05-05 00:00:00+09'::timestamptz AS t, '\\x00ff'::bytea AS b, '12.5'::money AS m;
       CREATE TABLE trading.defaults (t timestamptz DEFAULT '2022-05-05 00:00:00+09' CHECK (t > '1999-01-01 00:00:00+09'));`,
    );
    const before = await dumpDatabase(engine.database);
    await run(
      engine.database,
      `ALTER ROLE CURRENT_USER SET timezone = 'Asia/Tokyo';
       ALTER ROLE CURRENT_USER SET datestyle = 'German';
       ALTER ROLE CURRENT_USER SET bytea_output = 'escape';
       ALTER ROLE CURRENT_USER SET quote_all_identifiers = on;`,
    );
    expect((await dumpDatabase(engine.database)).text).toBe(before.text);
    expect(linesWith(before.text, "'2022-05-0")).toEqual([
      "    t timestamp with time zone DEFAULT '2022-05-04 15:00:00+00'::timestamp with time zone,",
      " SELECT '2022-05-04 15:00:00+00'::timestamp with time zone AS t,",
    ]);
    await run(
      engine.database,
      'ALTER ROLE CURRENT_USER RESET ALL; DROP VIEW trading.constants; DROP TABLE trading.defaults',
    );
  });

  test('leaves chunks out of what pg_dump reads, wherever they are, and no byte changes', async () => {
    await run(
      engine.database,
      `INSERT INTO trading.ticks SELECT g * 100000, g FROM generate_series(1, 5) g;
       INSERT INTO trading.days SELECT date '2025-01-01' + 10 * g, g FROM generate_series(1, 5) g;`,
    );
    const { database } = engine;
    let read = '';
    const spied: Database = {
      name: database.name,
      connect: () => database.connect(),
      pgDump: async (args, options) => {
        read = await database.pgDump(args, options);
        return read;
      },
      pgDumpSupports: (option) => database.pgDumpSupports(option),
      [Symbol.asyncDispose]: async () => {},
    };
    expect((await dumpDatabase(spied)).text).toBe(dump.text);
    expect(read).toContain('CREATE TABLE trading.ticks');
    expect(linesWith(read, '_chunk')).toEqual([]);
  });

  test('keeps a table that is called like a chunk', async () => {
    await run(engine.database, 'CREATE TABLE chunks.ticks_part_mine_chunk (a integer)');
    const { text } = await dumpDatabase(engine.database);
    expect(linesWith(text, 'chunks.')).toEqual(['CREATE TABLE chunks.ticks_part_mine_chunk (']);
  });

  test('keeps the tablespace of a hypertable apart from those of its chunks', async () => {
    await using source = await engine.scratch();
    const places = ['fast', 'slow', 'Id x'].map(
      (name) => `COPY (SELECT 1) TO PROGRAM 'mkdir "/tmp/tablespace of ${name}"';
                 CREATE TABLESPACE "${name}" LOCATION '/tmp/tablespace of ${name}';`,
    );
    await run(
      source,
      `${places.join('\n')}
       CREATE EXTENSION timescaledb;
       CREATE TABLE m (at bigint NOT NULL, dev integer NOT NULL) TABLESPACE fast;
       SELECT create_hypertable('m', 'at', 'dev', 4, chunk_time_interval => 1000);
       SELECT attach_tablespace('slow', 'm');
       SELECT attach_tablespace('Id x', 'm');
       SELECT detach_tablespace('fast', 'm');
       CREATE INDEX m_dev ON m (dev) TABLESPACE "Id x";
       CREATE TABLE n (at timestamptz NOT NULL) TABLESPACE slow;
       SELECT create_hypertable('n', 'at');
       CREATE TABLE o (at timestamptz NOT NULL);
       SELECT create_hypertable('o', 'at');
       SELECT attach_tablespace('fast', 'o');
       CREATE TABLE p (at timestamptz NOT NULL) TABLESPACE fast;
       SELECT create_hypertable('p', 'at');
       SELECT attach_tablespace('slow', 'p');
       SELECT detach_tablespace('fast', 'p');
       SELECT attach_tablespace('fast', 'p');
       CREATE TABLE q (at timestamptz NOT NULL) TABLESPACE "Id x";
       SELECT create_hypertable('q', 'at');
       SELECT detach_tablespaces('q');
       CREATE TABLE r (at timestamptz NOT NULL);
       SELECT create_hypertable('r', 'at');
       SELECT attach_tablespace('pg_default', 'r');
       SELECT attach_tablespace('slow', 'r');
       INSERT INTO m SELECT g, g % 4 FROM generate_series(1, 5000, 500) g;`,
    );
    const proved = await dumpAndProve(engine, source);
    expect(objections(proved.proof)).toEqual([]);
    const { hypertables, relations } = proved.dump.model;
    expect(hypertables.map(({ name, tablespaces }) => [name, ...tablespaces])).toEqual([
      ['public.m', 'slow', 'Id x'],
      ['public.n', 'slow'],
      ['public.o', 'fast'],
      ['public.p', 'slow', 'fast'],
      ['public.q'],
      ['public.r', 'pg_default', 'slow'],
    ]);
    expect(relations.map(({ tablespace }) => tablespace)).toEqual([null, 'slow', 'fast', 'fast', null, 'slow']);
  });
});
