import type { Facts } from '../catalog/facts.ts';
import type { SchemaModel } from '../catalog/model.ts';
import { readCatalogue } from '../catalog/read.ts';
import type { Database } from '../engine/types.ts';
import { composeBody } from './compose.ts';
import { readDependencies } from './dependencies.ts';
import { readEntries } from './entries.ts';
import { fingerprintOf, withHeader } from './header.ts';
import { readInternals } from './internal.ts';

export interface Dump {
  /** The whole file. */
  text: string;
  /** SHA-256 of the text below the header. */
  fingerprint: string;
  model: SchemaModel;
  facts: Facts;
}

/**
 * Dumps a database's schema: the model, and the canonical text that restores to it.
 *
 * @param builder role that counts as the schema's builder; the engine's own user where it is not given
 */
export async function dumpDatabase(database: Database, builder?: string): Promise<Dump> {
  await using session = await database.connect();
  await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [row] = await session.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
  const { facts, model } = await readCatalogue(session, builder);
  const internals = await readInternals(session, facts);
  const args = ['--schema-only', '--verbose', ...internals.schemas.map((schema) => `--exclude-schema="${schema}"`)];
  if (await database.pgDumpSupports('--restrict-key')) args.push('--restrict-key=timescaleci');
  const entries = readEntries(await database.pgDump(args, row === undefined ? {} : { snapshot: row.snapshot }));
  const dependencies = await readDependencies(session, entries);
  const body = composeBody(entries, dependencies, internals, model, facts);
  const versions = {
    postgres: facts.postgres,
    timescaledb: facts.timescaledb?.version ?? 'none',
    edition: facts.edition,
  };
  const text = withHeader(body, versions);
  return { text, fingerprint: fingerprintOf(text), model, facts };
}
