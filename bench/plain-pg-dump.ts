/**
 * What `pg_dump --schema-only` makes of a TimescaleDB schema, beside timescale-ci, on the embedded server:
 *
 *   node bench/plain-pg-dump.ts
 *
 * Builds sql/init, dumps it both ways, restores each dump into an empty database and counts what came back.
 */
import { dumpDatabase } from '../src/dump/dump.ts';
import { startEmbedded } from '../src/engine/embedded.ts';
import type { Session } from '../src/engine/types.ts';
import { messageOf } from '../src/errors.ts';
import { restore } from '../src/proof/restore.ts';
import { resolveInit } from '../src/script/files.ts';
import { runScripts } from '../src/script/run.ts';

const COUNTS = `SELECT
  (SELECT count(*)::int FROM timescaledb_information.hypertables) AS hypertables,
  (SELECT count(*)::int FROM timescaledb_information.hypertables WHERE compression_enabled) AS "columnstore settings",
  (SELECT count(*)::int FROM timescaledb_information.jobs WHERE job_id >= 1000) AS policies`;

const INSERT = `INSERT INTO trading.positions (timestamp, symbol, quantity, avg_cost, unrealized_pnl) VALUES (now(), 'NVDA', 1, 1, 0)`;

await using engine = await startEmbedded('trading_data');
{
  await using session = await engine.database.connect();
  const files = await resolveInit(['sql/init/*.sql'], process.cwd());
  await runScripts(session, files, { database: 'trading_data', cwd: process.cwd() });
  report('source', await measure(session));
}
const plain = await engine.database.pgDump(['--schema-only']);
const { text } = await dumpDatabase(engine.database);
for (const [name, dump] of [
  ['pg_dump --schema-only', `CREATE ROLE replicator LOGIN REPLICATION;\n${plain}`],
  ['timescale-ci', text],
] as const) {
  await using scratch = await engine.scratch();
  await restore(dump, scratch, name);
  await using session = await scratch.connect();
  report(`restored from ${name}, 0 errors`, await measure(session));
}

async function measure(session: Session): Promise<Record<string, string | number>> {
  const [counts = {}] = await session.query<Record<string, number>>(COUNTS);
  const insert = await session.execute(INSERT).then(
    () => 'accepted',
    (error) => messageOf(error),
  );
  return { ...counts, insert };
}

function report(title: string, facts: Record<string, string | number>): void {
  console.log(
    `${title}\n${Object.entries(facts)
      .map(([name, value]) => `  ${name}: ${value}`)
      .join('\n')}`,
  );
}
