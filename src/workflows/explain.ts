import { docsPage } from '../documentation.ts';
import type { Engine, Session } from '../engine/types.ts';
import { explainError } from '../lint/explain-error.ts';
import { ScriptError } from '../script/error.ts';
import type { ScriptFile } from '../script/files.ts';
import { statements } from '../script/plain-dump.ts';
import { Source } from '../script/source.ts';
import { lexemes, readName, statementHead } from '../sql/statement.ts';

/** Where a script failed: what an explanation may look at. */
export interface Failed {
  session: Session;
  engine: Pick<Engine, 'kind' | 'versions'>;
  /** The image of the docker engine. */
  image: string;
  files: readonly ScriptFile[];
}

/** An error of a script with what is known of its cause and its cure; any other error as it is. */
export async function explained(error: unknown, failed: Failed): Promise<unknown> {
  if (!(error instanceof ScriptError) || error.sqlstate === undefined) return error;
  const missing =
    missingExtension(error, failed) ?? otherVersion(error, failed) ?? (await missingTimescale(error, failed));
  if (missing !== undefined) return withHint(error, missing);
  const advice = ruleAdvice(error) ?? madeLater(error, failed) ?? missingSchema(error);
  if (advice === undefined) return error;
  return withHint(error, error.hint === undefined ? advice : `${error.hint}\n${advice}`);
}

function withHint({ file, line, column, sourceLine, reason, ...fields }: ScriptError, hint: string): ScriptError {
  return new ScriptError({ file, line, column }, sourceLine, { ...fields, message: reason, hint });
}

function ruleAdvice({ reason, hint, statement }: ScriptError): string | undefined {
  const known = explainError(`${reason} ${hint ?? ''}`, statement);
  if (known === null) return undefined;
  return known.rule === null ? known.hint : `${known.hint} See ${docsPage(`rules/${known.rule}.md`)}`;
}

/** PostgreSQL's own extensions, which its official images have, and TimescaleDB's of Alpine. */
const CONTRIB = new Set(
  (
    'amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch ' +
    'hstore insert_username intagg intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_prewarm ' +
    'pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto pgrowlocks pgstattuple postgres_fdw refint ' +
    'seg sslinfo tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp xml2'
  ).split(' '),
);
/** What the images of timescaledb-ha have besides. */
const IN_HA = /^(postgis(_.*)?|timescaledb_toolkit|vector|vectorscale|pgrouting|hypopg)$/;

/** A missing extension, with the engine that has it. The server's own advice is to install it on the server. */
function missingExtension({ reason }: ScriptError, { engine, image }: Failed): string | undefined {
  const name = /^extension "(.+)" is not available$/.exec(reason)?.[1];
  if (name === undefined) return undefined;
  const major = engine.versions.postgres.split('.')[0];
  const ha = IN_HA.test(name) ? `, such as timescale/timescaledb-ha:pg${major}` : '';
  const other = `--engine docker and an image that has it${ha} (--image)`;
  const needless = name === 'pgcrypto' ? ' For gen_random_uuid() alone PostgreSQL 13 and later need no extension.' : '';
  if (engine.kind !== 'embedded') return `The image ${image} has no ${name}: name one that has it${ha} by --image.`;
  return `The embedded engine has no ${name}: use ${CONTRIB.has(name) ? `--engine docker, whose image ${image} has it` : other}.${needless}`;
}

/** A version of an extension that the server has not. */
function otherVersion({ reason }: ScriptError, { engine }: Failed): string | undefined {
  const [, version] =
    /^extension "timescaledb" has no installation script nor update path for version "(.+)"$/.exec(reason) ?? [];
  if (version === undefined) return undefined;
  return (
    `The ${engine.kind} engine has TimescaleDB ${engine.versions.timescaledb}: leave VERSION out, or name an image of that ` +
    `version, such as --engine docker --image timescale/timescaledb:${version}-pg${engine.versions.postgres.split('.')[0]} where there is one.`
  );
}

/** What a server says that lacks a function, a type, a schema, a relation or a kind of option. */
const UNKNOWN = ['42883', '42704', '3F000', '42P01', '22023'];
const TIMESCALE =
  /\b(\w+_hypertable|time_bucket\w*|timescaledb\w*|_timescaledb_\w+|tsdb|(add|remove)_(retention|compression|columnstore|continuous_aggregate|reorder|process_hypertable_invalidations)_policy|add_job|alter_job|delete_job|run_job|add_dimension|by_range|by_hash|set_chunk_time_interval|show_chunks|drop_chunks|refresh_continuous_aggregate|(de)?compress_chunk)\b/i;

/** Scripts may lean on an extension that the image's template database brings, and theirs alone. */
async function missingTimescale(
  { sqlstate = '', statement = '' }: ScriptError,
  { session, image }: Failed,
): Promise<string | undefined> {
  if (!UNKNOWN.includes(sqlstate) || !TIMESCALE.test(statement) || /^\s*create\s+extension\b/i.test(statement)) {
    return undefined;
  }
  await session.reset();
  const found = await session.query("SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'timescaledb'");
  if (found.length > 0) return undefined;
  return (
    'The extension timescaledb is missing: no script has created it, and the database starts without it, whatever the ' +
    `template database of an image such as ${image} holds. Begin the first file with CREATE EXTENSION IF NOT EXISTS timescaledb;`
  );
}

/** A schema that no script makes: some are a platform's. */
function missingSchema({ sqlstate, reason }: ScriptError): string | undefined {
  const name = /^schema "(.+)" does not exist$/.exec(reason)?.[1];
  if (sqlstate !== '3F000' || name === undefined) return undefined;
  return (
    `No script makes the schema ${name} before this line. Where a platform brings it (Supabase has auth, extensions and ` +
    'storage), make it in a file of your own that comes first: init: [before.sql, …], or source: { path: [DIR, …] }.'
  );
}

/** Why a file comes later, in words. */
function orderOf({ tool }: ScriptFile): string {
  if (tool !== undefined) return `${tool.name} runs them in this order, too`;
  return 'files run in the order of "init:", those of a pattern or a directory by name';
}

/** Something that does not exist yet, since the statement that makes it comes later. */
function madeLater({ reason, file, line }: ScriptError, { files }: Failed): string | undefined {
  const [, quoted, plain] =
    /^(?:relation|type|schema|materialized view|view|table) "(.+)" does not exist|^function ([^(]+)\(.*\) does not exist/.exec(
      reason,
    ) ?? [];
  const wanted = quoted ?? plain;
  const at = files.findIndex(({ name }) => name === file);
  if (wanted === undefined || at < 0) return undefined;
  const parts = readName(lexemes(wanted), 0).parts;
  for (const [i, later] of files.slice(at).entries()) {
    const source = new Source(later.name, later.text);
    for (const { sql, start } of statements(source)) {
      const { verb, name } = statementHead(sql);
      const place = source.place(start);
      if (verb !== 'create' || name.at(-1) !== parts.at(-1) || (i === 0 && place.line <= line)) continue;
      return i === 0
        ? `${wanted} is made further down, on line ${place.line}: move that up.`
        : `${wanted} is made by a later file, ${later.name}:${place.line}: ${orderOf(later)}.`;
    }
  }
  return undefined;
}
