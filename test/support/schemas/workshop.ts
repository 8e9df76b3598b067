import { readCatalogue } from '../../../src/catalog/read.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Database, Engine, ScratchDatabase } from '../../../src/engine/types.ts';
import { runScripts } from '../../../src/script/run.ts';
import { emptyModel } from '../model.ts';

/** The name that the generator's statements call the database by. */
const DATABASE = 'trading_data';

/** After so many schemas a server is exchanged: its catalogue has grown, and nothing vacuums it. */
const SCHEMAS_A_SERVER = 40;

/**
 * Two embedded servers that are emptied rather than started anew between schemas: emptying one takes a tenth of the time
 * of starting one. It is checked each time that nothing is left; what can't be emptied is thrown away.
 */
export class Workshop implements AsyncDisposable {
  #engine: Engine | undefined;
  #scratch: ScratchDatabase | undefined;
  #used = { source: 0, scratch: 0 };
  /** How many servers were started. */
  started = 0;

  async source(): Promise<Database> {
    const engine = this.#engine;
    if (engine !== undefined && this.#used.source++ < SCHEMAS_A_SERVER && (await empty(engine.database)))
      return engine.database;
    await this.#scratch?.[Symbol.asyncDispose]();
    await engine?.[Symbol.asyncDispose]();
    this.#scratch = undefined;
    this.started++;
    this.#used.source = 0;
    this.#engine = await startEmbedded(DATABASE);
    await apply(this.#engine.database, 'CREATE EXTENSION timescaledb;');
    return this.#engine.database;
  }

  async scratch(): Promise<ScratchDatabase> {
    const scratch = this.#scratch;
    if (scratch !== undefined && this.#used.scratch++ < SCHEMAS_A_SERVER && (await empty(scratch))) return scratch;
    await scratch?.[Symbol.asyncDispose]();
    if (this.#engine === undefined) await this.source();
    this.started++;
    this.#used.scratch = 0;
    this.#scratch = await (this.#engine as Engine).scratch();
    await apply(this.#scratch, 'CREATE EXTENSION timescaledb;');
    return this.#scratch;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scratch?.[Symbol.asyncDispose]();
    await this.#engine?.[Symbol.asyncDispose]();
  }
}

/** Runs a script as `psql -f` would. */
export async function apply(database: Database, text: string, file = 'generated.sql'): Promise<void> {
  await using session = await database.connect();
  await runScripts(session, [{ name: file, path: file, text }], { database: database.name, cwd: '/' });
}

/** Drops everything that a schema may have made; true if nothing is left but the extension. */
async function empty(database: Database): Promise<boolean> {
  await using session = await database.connect();
  try {
    await session.execute(EMPTY);
    const [{ left } = { left: 1 }] = await session.query<{ left: number }>(LEFT);
    const { model } = await readCatalogue(session);
    return Number(left) === 0 && JSON.stringify(model) === BLANK;
  } catch {
    return false;
  }
}

/** The model of a database that holds nothing but the extension. */
const BLANK = JSON.stringify({
  ...emptyModel(),
  schemas: [
    {
      name: 'public',
      owner: 'pg_database_owner',
      privileges: { PUBLIC: ['USAGE'], pg_database_owner: ['CREATE', 'USAGE'] },
      comment: 'standard public schema',
    },
  ],
  extensions: [{ name: 'timescaledb', schema: 'public' }],
});

const EMPTY = `
DO $do$
DECLARE x record;
BEGIN
  FOR x IN SELECT evtname FROM pg_event_trigger WHERE evtname NOT LIKE 'timescaledb\\_%' LOOP
    EXECUTE format('DROP EVENT TRIGGER %I', x.evtname);
  END LOOP;
  FOR x IN SELECT pubname FROM pg_publication LOOP EXECUTE format('DROP PUBLICATION %I', x.pubname); END LOOP;
  PERFORM public.delete_job(job_id) FROM timescaledb_information.jobs WHERE job_id >= 1000;
  FOR x IN SELECT user_view_schema AS s, user_view_name AS n FROM _timescaledb_catalog.continuous_agg ORDER BY mat_hypertable_id DESC LOOP
    IF to_regclass(format('%I.%I', x.s, x.n)) IS NOT NULL THEN
      EXECUTE format('DROP MATERIALIZED VIEW %I.%I CASCADE', x.s, x.n);
    END IF;
  END LOOP;
  FOR x IN SELECT hypertable_schema AS s, hypertable_name AS n FROM timescaledb_information.hypertables LOOP
    EXECUTE format('DROP TABLE %I.%I CASCADE', x.s, x.n);
  END LOOP;
  FOR x IN SELECT nspname FROM pg_namespace WHERE nspname <> 'public' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = pg_namespace.oid AND deptype = 'e') LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', x.nspname);
  END LOOP;
  FOR x IN SELECT c.relname, c.relkind FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'r', 'p', 'f', 'S')
           AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype IN ('e', 'a', 'i')) LOOP
    IF to_regclass(format('public.%I', x.relname)) IS NOT NULL THEN
      EXECUTE format('DROP %s public.%I CASCADE', CASE x.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, x.relname);
    END IF;
  END LOOP;
  FOR x IN SELECT p.oid::regprocedure AS f FROM pg_proc p WHERE pronamespace = 'public'::regnamespace ORDER BY prokind = 'a' DESC, p.oid LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = x.f::oid AND deptype IN ('e', 'i'));
    CONTINUE WHEN NOT EXISTS (SELECT FROM pg_proc WHERE oid = x.f::oid);
    EXECUTE format('DROP ROUTINE %s CASCADE', x.f);
  END LOOP;
  FOR x IN SELECT t.typname FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
           AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e') LOOP
    IF to_regtype(format('public.%I', x.typname)) IS NOT NULL THEN EXECUTE format('DROP TYPE public.%I CASCADE', x.typname); END IF;
  END LOOP;
  FOR x IN SELECT stxname FROM pg_statistic_ext WHERE stxnamespace = 'public'::regnamespace LOOP EXECUTE format('DROP STATISTICS public.%I', x.stxname); END LOOP;
  FOR x IN SELECT rolname FROM pg_roles WHERE oid >= 16384 LOOP
    EXECUTE format('DROP OWNED BY %I CASCADE', x.rolname);
    EXECUTE format('ALTER ROLE %I IN DATABASE ${DATABASE} RESET ALL', x.rolname);
    EXECUTE format('DROP ROLE %I', x.rolname);
  END LOOP;
  DELETE FROM pg_default_acl;
  ALTER DATABASE ${DATABASE} RESET ALL;
  PERFORM public.alter_job(3, schedule_interval => '6 hours', max_runtime => '1 hour', fixed_schedule => false);
END $do$`;

/** Rows of TimescaleDB's catalogue that belong to a schema. */
const LEFT = `
SELECT (SELECT count(*) FROM _timescaledb_catalog.hypertable) + (SELECT count(*) FROM _timescaledb_catalog.chunk)
     + (SELECT count(*) FROM _timescaledb_catalog.dimension) + (SELECT count(*) FROM _timescaledb_catalog.continuous_agg)
     + (SELECT count(*) FROM _timescaledb_catalog.compression_settings) + (SELECT count(*) FROM _timescaledb_catalog.chunk_column_stats)
     + (SELECT count(*) FROM _timescaledb_config.bgw_job WHERE id >= 1000)
     + (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '_timescaledb_internal' AND relkind IN ('r', 'v')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')) AS left`;
