import type { Database, Session } from '../../../src/engine/types.ts';
import type { Statement } from './statements.ts';

/** How much of what a schema can live through has happened to it. */
export interface Disturbance {
  chunks: number;
  compressed: number;
  refreshed: number;
  jobs: number;
}

export const UNDISTURBED: Disturbance = { chunks: 0, compressed: 0, refreshed: 0, jobs: 0 };

/**
 * Lives in a schema: inserts rows into every table, compresses chunks, refreshes aggregates and runs jobs. What the
 * schema itself refuses (a check, a rule, a job that finds nothing to do) is left undone.
 */
export async function disturb(database: Database, statements: readonly Statement[]): Promise<Disturbance> {
  await using session = await database.connect();
  for (const { rows } of statements) if (rows !== undefined) await attempt(session, rows);
  const chunks = await list(session, CHUNKS);
  const compressed = await attempts(session, await list(session, COMPRESSIBLE));
  const refreshed = await attempts(session, await list(session, AGGREGATES));
  const jobs = await attempts(session, await list(session, JOBS));
  await attempts(session, await list(session, MATERIALIZED_VIEWS));
  await attempt(session, 'ANALYZE');
  return { chunks: chunks.length, compressed, refreshed, jobs };
}

async function list(session: Session, query: string): Promise<string[]> {
  return (await session.query<{ statement: string }>(query)).map(({ statement }) => statement);
}

async function attempts(session: Session, statements: readonly string[]): Promise<number> {
  let done = 0;
  for (const statement of statements) if (await attempt(session, statement)) done++;
  return done;
}

async function attempt(session: Session, statement: string): Promise<boolean> {
  try {
    await session.execute(statement);
    return true;
  } catch {
    return false;
  }
}

const CHUNKS = 'SELECT chunk_name::text AS statement FROM timescaledb_information.chunks';

/** Two chunks of every hypertable that has a columnstore. */
const COMPRESSIBLE = `
  SELECT format('SELECT compress_chunk(%L)', format('%I.%I', chunk_schema, chunk_name)) AS statement
  FROM (SELECT c.*, row_number() OVER (PARTITION BY c.hypertable_schema, c.hypertable_name ORDER BY chunk_name) AS n
        FROM timescaledb_information.chunks c
        JOIN timescaledb_information.hypertables h USING (hypertable_schema, hypertable_name)
        WHERE h.compression_enabled AND NOT c.is_compressed) c
  WHERE n <= 2`;

const AGGREGATES = `
  SELECT format('CALL refresh_continuous_aggregate(%L, NULL, NULL)', format('%I.%I', user_view_schema, user_view_name)) AS statement
  FROM _timescaledb_catalog.continuous_agg ORDER BY mat_hypertable_id`;

/** Reordering comes last: up to 2.23 at least, a policy to reorder goes with the first reordered chunk that is dropped. */
const JOBS = `
  SELECT format('CALL run_job(%s)', job_id) AS statement FROM timescaledb_information.jobs
  WHERE job_id >= 1000 ORDER BY proc_name = 'policy_reorder', job_id`;

const MATERIALIZED_VIEWS = `SELECT format('REFRESH MATERIALIZED VIEW %I.%I', schemaname, matviewname) AS statement FROM pg_matviews`;
