import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Database, Engine, ScratchDatabase, Session } from '../../../src/engine/types.ts';
import { runScripts } from '../../../src/script/run.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';
import { TABLESPACES } from './world.ts';

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
  readonly #places = new Map<'source' | 'scratch', Place>();
  /** How many servers were started. */
  started = 0;

  /** An empty database to build a schema in. */
  async source(): Promise<Database> {
    const place = await this.#emptied('source');
    if (place !== undefined) return place.database;
    const engine = await startEmbedded(DATABASE);
    this.#engine = engine;
    return this.#open('source', engine.database);
  }

  /** Another one, to restore into. It has the extension already, which a dump makes only where it does not exist. */
  async scratch(): Promise<ScratchDatabase> {
    const place = await this.#emptied('scratch');
    if (place !== undefined) return lent(place.database as ScratchDatabase);
    if (this.#engine === undefined) await this.source();
    return lent(await this.#open('scratch', await (this.#engine as Engine).scratch()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { database } of this.#places.values()) await database[Symbol.asyncDispose]();
  }

  async #open<D extends Database>(name: 'source' | 'scratch', database: D): Promise<D> {
    await apply(
      database,
      `CREATE EXTENSION timescaledb;\nSET allow_in_place_tablespaces = on;\n${TABLESPACE_STATEMENTS}`,
    );
    await using session = await database.connect();
    this.#places.set(name, { database, blank: await contents(session), uses: 1 });
    this.started++;
    return database;
  }

  /** The place, emptied for its next schema; undefined where it must be opened anew. */
  async #emptied(name: 'source' | 'scratch'): Promise<Place | undefined> {
    const place = this.#places.get(name);
    if (place === undefined) return undefined;
    if (place.uses++ < SCHEMAS_A_SERVER && (await empty(place.database, place.blank))) return place;
    await place.database[Symbol.asyncDispose]();
    return undefined;
  }
}

const TABLESPACE_STATEMENTS = TABLESPACES.map(
  (name) => `CREATE TABLESPACE ${quoteIdentifier(name)} LOCATION '';\n`,
).join('');

interface Place {
  database: Database;
  /** What its catalogue holds while it is empty. */
  blank: string;
  uses: number;
}

/** The same database, which stays open when its user is done with it. */
export function lent(database: ScratchDatabase): ScratchDatabase {
  return {
    name: database.name,
    sharesRoles: database.sharesRoles,
    connect: () => database.connect(),
    pgDump: (args, options) => database.pgDump(args, options),
    pgDumpSupports: (option) => database.pgDumpSupports(option),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Runs a script as `psql -f` would. */
export async function apply(database: Database, text: string, file = 'generated.sql'): Promise<void> {
  await using session = await database.connect();
  await runScripts(session, [{ name: file, path: file, text }], { database: database.name, cwd: '/' });
}

/** Drops everything that a schema may have made; true if the catalogue is as it was before. */
async function empty(database: Database, blank: string): Promise<boolean> {
  await using session = await database.connect();
  try {
    await session.execute(EMPTY);
    return (await contents(session)) === blank;
  } catch {
    return false;
  }
}

/** How many rows each table of the catalogue has, PostgreSQL's and TimescaleDB's, and who may do what. */
async function contents(session: Session): Promise<string> {
  const [row] = await session.query<{ contents: string }>(
    `SELECT concat_ws(' ', ${COUNTED.map((table) => `(SELECT count(*) FROM ${table})`).join(', ')}, (${RIGHTS}),
       (SELECT count(*) FROM _timescaledb_config.bgw_job WHERE id >= 1000)) AS contents`,
  );
  return row?.contents ?? '';
}

const COUNTED = [
  ...[
    'aggregate',
    'am',
    'amop',
    'amproc',
    'attrdef',
    'attribute',
    'auth_members',
    'authid',
    'cast',
    'class',
    'collation',
  ],
  ...[
    'constraint',
    'conversion',
    'db_role_setting',
    'default_acl',
    'depend',
    'description',
    'enum',
    'event_trigger',
    'extension',
  ],
  ...[
    'foreign_data_wrapper',
    'foreign_server',
    'foreign_table',
    'index',
    'inherits',
    'language',
    'namespace',
    'opclass',
  ],
  ...[
    'operator',
    'opfamily',
    'partitioned_table',
    'policy',
    'proc',
    'publication',
    'publication_namespace',
    'publication_rel',
  ],
  ...[
    'range',
    'rewrite',
    'sequence',
    'shdepend',
    'shdescription',
    'statistic_ext',
    'transform',
    'trigger',
    'ts_config',
    'ts_dict',
    'type',
  ],
]
  .map((name) => `pg_catalog.pg_${name}`)
  .concat(
    [
      'hypertable',
      'chunk',
      'dimension',
      'dimension_slice',
      'continuous_agg',
      'compression_settings',
      'chunk_column_stats',
      'tablespace',
    ].map((name) => `_timescaledb_catalog.${name}`),
  );

const RIGHTS = `SELECT md5(string_agg(acl::text, ' ' ORDER BY oid)) FROM (
  SELECT oid, nspacl AS acl FROM pg_namespace UNION ALL SELECT oid, relacl FROM pg_class UNION ALL SELECT oid, proacl FROM pg_proc) objects`;

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
           AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND (deptype = 'e' OR (c.relkind = 'S' AND deptype IN ('a', 'i')))) LOOP
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
