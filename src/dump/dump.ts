import type { Limitation } from '../catalog/limitations.ts';
import type { SchemaModel } from '../catalog/model.ts';
import { readCatalogue } from '../catalog/read.ts';
import type { ServerFeatures } from '../catalog/server-features.ts';
import type { Database } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import { composeBody } from './compose.ts';
import { readDependencies } from './dependencies.ts';
import { readEntries, type TocEntry } from './entries.ts';
import { fingerprintOf, versionsOf, withHeader } from './header.ts';
import { exclusions, readInternals } from './internal.ts';
import type { Node } from './order.ts';
import { withOwnPublicSchema } from './public-schema.ts';
import { findRowTables, type RowTable, readRows, type TableRows } from './rows.ts';

export interface Dump {
  /** The whole file. */
  text: string;
  /** SHA-256 of the text below the header. */
  fingerprint: string;
  model: SchemaModel;
  /** The pieces of the text, in their order, each with what it needs. */
  nodes: readonly Node[];
  facts: ServerFeatures;
  /** The rows that it holds, by table. */
  rows: readonly TableRows[];
  /** What the dump leaves out or cannot say in full, each with the way out. */
  warnings: string[];
}

export interface DumpOptions {
  /** What of the schema is wanted, in words for the header; all of it where there are none. */
  chosen?: string | undefined;
  /** The tables whose rows belong to the schema: as settings name them, or as the header of a dump has them. */
  rows?: readonly string[] | readonly RowTable[] | undefined;
  /** True where the settings are another schema's, so that a table that they name may be absent here. */
  absentRows?: boolean;
  /** True where the dump is only compared: what a restore would lose is warned of, and the rest is dumped. */
  compared?: boolean | undefined;
}

/**
 * Dumps a database's schema: the model, and the canonical text that restores to it.
 *
 * @throws UserError for a schema that holds what no statement makes again
 * @param builder role that counts as the schema's builder; the engine's own user where it is not given
 */
export async function dumpDatabase(
  database: Database,
  builder?: string,
  { chosen, rows: wanted = [], absentRows = false, compared = false }: DumpOptions = {},
): Promise<Dump> {
  await using session = await database.connect();
  await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [row] = await session.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
  const { facts, model, findings } = await readCatalogue(session, builder);
  if (!compared) refuse(findings);
  const internals = await readInternals(session, facts);
  const args = ['--schema-only', '--verbose', ...exclusions(internals)];
  if (await database.pgDumpSupports('--restrict-key')) args.push('--restrict-key=timescaleci');
  const read = readEntries(await database.pgDump(args, row === undefined ? {} : { snapshot: row.snapshot }));
  const entries = await withOwnPublicSchema(read, model, facts, session);
  const dependencies = await readDependencies(session, entries);
  const tables = isPatterns(wanted) ? await findRowTables(session, wanted, absentRows) : wanted;
  const rows = await readRows(session, tables);
  const { body, nodes } = composeBody(entries, dependencies, internals, model, facts, rows);
  const text = withHeader(body, versionsOf(facts), { owner: builder, chosen, rows: tables });
  const warnings = [...findings.map(({ message, hint }) => `${message}; ${hint}`), ...passwordsIn(entries)];
  return { text, fingerprint: fingerprintOf(text), model, nodes, facts, rows, warnings };
}

function isPatterns(rows: readonly (string | RowTable)[]): rows is readonly string[] {
  return typeof rows[0] === 'string';
}

/** Who may read the repository reads these too. */
function passwordsIn(entries: readonly TocEntry[]): string[] {
  return entries
    .flatMap(({ statements }) => statements)
    .flatMap((statement) => {
      const [, name] =
        /^CREATE ((?:SUBSCRIPTION|USER MAPPING FOR|SERVER) (?:"(?:[^"]|"")*"|\S+))/.exec(statement) ?? [];
      if (name === undefined || !/\bpassword\s*=|(?<!')\bpassword\s+'/i.test(statement)) return [];
      return [`${name} has a password, which the dump holds as it is; let the server read it from a password file`];
    });
}

/** @throws UserError that names everything which a restore would lose or stop at, each with the way out */
function refuse(findings: readonly Limitation[]): void {
  const refused = findings.filter(({ severity }) => severity === 'refused');
  if (refused.length === 0) return;
  throw new UserError(
    [
      refused.length === 1 ? 'one thing cannot be dumped' : `${refused.length} things cannot be dumped`,
      ...refused.map(({ message, hint }) => `  ${message}; ${hint}`),
    ].join('\n'),
    { hint: 'A restore would lose them or stop there, so no dump was made.', exitCode: 1 },
  );
}
