import { afterAll, expect, test } from 'vitest';
import { dumpDatabase } from '../../../src/dump/dump.ts';
import { prove } from '../../../src/proof/prove.ts';
import { apply, Workshop } from '../../support/schemas/workshop.ts';
import { objections } from './support.ts';

/** Defects that generated schemas brought to light (npm run fuzz), each as the few statements that showed it. */
const workshop = new Workshop();

afterAll(() => workshop[Symbol.asyncDispose]());

/** The dump of what the statements build, after its proof. */
async function roundTrip(sql: string): Promise<string> {
  const source = await workshop.source();
  await apply(source, sql);
  const dump = await dumpDatabase(source);
  expect(objections(await prove(dump, dump.model, await workshop.scratch()))).toEqual([]);
  return dump.text;
}

test('an aggregate whose bucket has a name of 63 bytes keeps one time index', async () => {
  const column = 'b23456789012345678901234567890123456789012345678901234567890123';
  const text = await roundTrip(`
    CREATE TABLE t (ts timestamptz NOT NULL, v integer);
    SELECT create_hypertable('t', 'ts');
    CREATE MATERIALIZED VIEW a WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 hour', ts) AS ${column}, max(v) AS v FROM t GROUP BY 1 WITH NO DATA;
    CREATE INDEX ON a (${column} DESC);`);
  // TimescaleDB's own is made with the aggregate; the one beside it is not.
  expect(text.match(new RegExp(`^CREATE INDEX ON public.a USING btree \\(${column} DESC\\);$`, 'gm'))).toHaveLength(1);
});

test('a grant that was passed on is given in the name of the role that passed it on', async () => {
  const text = await roundTrip(`
    CREATE ROLE "first one" NOLOGIN;
    CREATE ROLE second;
    CREATE TABLE t (v integer);
    GRANT SELECT ON t TO "first one" WITH GRANT OPTION;
    SET ROLE "first one";
    GRANT SELECT ON t TO second;
    RESET ROLE;`);
  expect(text).toContain('SET ROLE "first one";\nGRANT SELECT ON TABLE public.t TO second;\nRESET ROLE;');
});

test('row security that is forced comes after the aggregates on its hypertable', async () => {
  const text = await roundTrip(`
    CREATE TABLE t (ts timestamptz NOT NULL, v integer);
    SELECT create_hypertable('t', 'ts');
    CREATE MATERIALIZED VIEW a WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 hour', ts) AS b, max(v) AS v FROM t GROUP BY 1 WITH NO DATA;
    ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    ALTER TABLE t FORCE ROW LEVEL SECURITY;`);
  expect(text.indexOf('ALTER TABLE public.t FORCE ROW LEVEL SECURITY;')).toBeGreaterThan(
    text.indexOf('CREATE MATERIALIZED VIEW public.a'),
  );
});

test('a hypertable whose owner may not make chunks in its associated schema is still known for one', async () => {
  await roundTrip(`
    CREATE ROLE keeper;
    CREATE SCHEMA chunks;
    CREATE TABLE t (ts timestamptz NOT NULL);
    SELECT create_hypertable('t', 'ts', associated_schema_name => 'chunks');
    ALTER TABLE t OWNER TO keeper;`);
});

test('a role is named for its settings in the database alone', async () => {
  const text = await roundTrip(`
    CREATE ROLE "only; settings";
    ALTER ROLE "only; settings" IN DATABASE trading_data SET work_mem TO '8MB';`);
  expect(text).toContain('--   CREATE ROLE "only; settings";\n');
});

test("a setting's value may look like psql's name of the database", async () => {
  const text = await roundTrip(`ALTER DATABASE trading_data SET application_name TO ':"DBNAME" it''s';`);
  expect(text).toContain(`--   ALTER DATABASE :"DBNAME" SET application_name TO ':"DBNAME" it''s';\n`);
});

test('a policy keeps its owner where the hypertable has got another since', async () => {
  const text = await roundTrip(`
    CREATE ROLE before LOGIN;
    CREATE ROLE "after" LOGIN;
    CREATE TABLE t (ts timestamptz NOT NULL);
    SELECT create_hypertable('t', 'ts');
    SELECT add_retention_policy('t', interval '1 year');
    ALTER TABLE t OWNER TO before;
    SELECT remove_retention_policy('t');
    SELECT add_retention_policy('t', interval '1 year');
    ALTER TABLE t OWNER TO "after";
    CREATE TABLE u (ts timestamptz NOT NULL);
    SELECT create_hypertable('u', 'ts');
    SELECT add_retention_policy('u', interval '1 year');
    ALTER TABLE u OWNER TO "after";`);
  expect(text).toContain('ALTER TABLE public.t OWNER TO before;\nSELECT public.add_retention_policy(');
  expect(text).toContain('ALTER TABLE public.u OWNER TO CURRENT_USER;\nSELECT public.add_retention_policy(');
});

test('names and values of what the server needs may have line breaks and backslashes', async () => {
  const text = await roundTrip(`
    CREATE ROLE "two
lines \\ here";
    ALTER ROLE "two
lines \\ here" IN DATABASE trading_data SET application_name TO E'a\\nb\\r\\\\c ''d''';`);
  expect(text).toContain('--   CREATE ROLE U&"two\\000alines \\\\ here";\n');
});
