import { builtInStandard } from '../catalog/jobs.ts';
import type { DefaultPrivileges, Job, SchemaModel } from '../catalog/model.ts';
import { wordsOf } from '../dump/statement.ts';
import { builtInJobStatement } from '../dump/timescaledb/jobs.ts';
import { unquoted } from '../sql/names.ts';
import { quoteLiteral } from '../sql/quote.ts';
import type { Piece } from './pieces.ts';

/** What the statements of a plan need to know of the server. */
export interface Place {
  /** The schema of the extension, quoted. */
  extension: string;
  /** Where its jobs are. */
  jobTable: string;
  /** What the role that built the schemas is called there. */
  builder: string;
  version: string | null;
}

/** What goes by DROP with its kind and name. */
const BY_NAME: { readonly [kind: string]: string } = {
  schema: 'SCHEMA',
  extension: 'EXTENSION',
  routine: 'ROUTINE',
  type: 'TYPE',
  domain: 'DOMAIN',
  collation: 'COLLATION',
  conversion: 'CONVERSION',
  'text search configuration': 'TEXT SEARCH CONFIGURATION',
  'text search dictionary': 'TEXT SEARCH DICTIONARY',
  'text search parser': 'TEXT SEARCH PARSER',
  'text search template': 'TEXT SEARCH TEMPLATE',
  'foreign data wrapper': 'FOREIGN DATA WRAPPER',
  server: 'SERVER',
  sequence: 'SEQUENCE',
  table: 'TABLE',
  'foreign table': 'FOREIGN TABLE',
  view: 'VIEW',
  'materialized view': 'MATERIALIZED VIEW',
  'continuous aggregate': 'MATERIALIZED VIEW',
  statistics: 'STATISTICS',
  publication: 'PUBLICATION',
  'event trigger': 'EVENT TRIGGER',
  index: 'INDEX',
  cast: 'CAST',
};

/**
 * The statements that take a piece away; none where it goes with something else, undefined where no statement is known.
 * Nothing is dropped by CASCADE: what a plan does not know of must stop it.
 */
export function dropOf(piece: Piece, model: SchemaModel, place: Place): string[] | undefined {
  const { kind, name, on } = piece;
  const { extension } = place;
  const word = BY_NAME[kind];
  if (kind === 'index' && name.endsWith('.')) return undefined;
  if (word !== undefined) return [`DROP ${word} ${name};`];
  const bare = on === null ? name : name.slice(on.length + 1);
  const relation = `${quoteLiteral(on ?? name)}::regclass`;
  switch (kind) {
    case 'constraint':
      return [`ALTER TABLE ${on} DROP CONSTRAINT ${bare};`];
    case 'default':
      return [`ALTER TABLE ${on} ALTER COLUMN ${bare} DROP DEFAULT;`];
    case 'identity':
      return [`ALTER TABLE ${on} ALTER COLUMN ${bare} DROP IDENTITY;`];
    case 'owned by':
      return [`ALTER SEQUENCE ${name} OWNED BY NONE;`];
    case 'partition':
      return [`ALTER TABLE ${on} DETACH PARTITION ${name};`];
    case 'index partition':
      return [];
    case 'trigger':
      return [`DROP TRIGGER ${bare} ON ${on};`];
    case 'rule':
      return [`DROP RULE ${bare} ON ${on};`];
    case 'row policy':
      return [`DROP POLICY ${bare} ON ${on};`];
    case 'row security':
      return [`ALTER TABLE ${on} DISABLE ROW LEVEL SECURITY;`];
    case 'forced row security':
      return [`ALTER TABLE ${on} NO FORCE ROW LEVEL SECURITY;`];
    case 'published table':
      return unpublish(name.slice(0, -(on ?? '').length - 1), on ?? '', model);
    case 'published schema': {
      const schema = wordsOf(name).at(-1)?.text ?? '';
      return [`ALTER PUBLICATION ${name.slice(0, -schema.length - 1)} DROP TABLES IN SCHEMA ${schema};`];
    }
    case 'comment':
      return [`COMMENT ON ${name} IS NULL;`];
    case 'default privileges':
      return model.defaultPrivileges
        .filter((one) => defaultsPiece(one) === name)
        .flatMap((one) => withoutDefaults(one));
    case 'columnstore':
      return [`ALTER ${storeWord(name, model)} ${name} SET (timescaledb.compress = false);`];
    case 'chunk skipping': {
      const columns = model.hypertables.find((one) => one.name === name)?.chunkSkipping ?? [];
      return [
        "SELECT pg_catalog.set_config(name, 'on', false) FROM pg_catalog.pg_settings WHERE name = 'timescaledb.enable_chunk_skipping';",
        ...columns.map((column) => `SELECT ${extension}.disable_chunk_skipping(${relation}, ${quoteLiteral(column)});`),
        "SELECT pg_catalog.set_config(name, 'off', false) FROM pg_catalog.pg_settings WHERE name = 'timescaledb.enable_chunk_skipping';",
      ];
    }
    case 'job': {
      const job = model.jobs.find((one) => one.name === name);
      return job === undefined ? undefined : [`SELECT ${extension}.delete_job((${jobQuery(job, place)}));`];
    }
    case 'built-in job': {
      const standard = builtInStandard(name.replace(/^built-in job /, ''));
      return standard === undefined ? undefined : [builtInJobStatement(standard, extension)];
    }
    case 'direct compress policies':
    case 'privileges':
      return [];
    default:
      return undefined;
  }
}

/** A hypertable is published with the chunks that it had then. */
function unpublish(publication: string, table: string, model: SchemaModel): string[] {
  if (!model.hypertables.some(({ name }) => name === table)) {
    return [`ALTER PUBLICATION ${publication} DROP TABLE ONLY ${table};`];
  }
  const plain = quoteLiteral(unquoted(publication));
  return [
    [
      'DO $do$ DECLARE t regclass; BEGIN',
      `FOR t IN SELECT r.prrelid FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = r.prrelid WHERE p.pubname = ${plain} AND ${quoteLiteral(table)}::regclass IN (r.prrelid, i.inhparent) LOOP`,
      `EXECUTE format('ALTER PUBLICATION %I DROP TABLE ONLY %s', ${plain}, t);`,
      'END LOOP; END $do$;',
    ].join(' '),
  ];
}

function storeWord(name: string, model: SchemaModel): string {
  return model.continuousAggregates.some((one) => one.name === name) ? 'MATERIALIZED VIEW' : 'TABLE';
}

/** The query of that id: no row where there is no such job. */
export function jobQuery(job: Job, { jobTable }: Place): string {
  const [schema, procedure] = procedureParts(job.procedure);
  const own = procedure !== '' && !schema.startsWith('_timescaledb_');
  const where = [
    'b.id >= 1000',
    `b.proc_schema = ${quoteLiteral(schema)}`,
    `b.proc_name = ${quoteLiteral(procedure)}`,
    job.relation === null
      ? 'b.hypertable_id IS NULL'
      : `b.hypertable_id = (SELECT h.id FROM _timescaledb_catalog.hypertable h LEFT JOIN _timescaledb_catalog.continuous_agg a ON a.mat_hypertable_id = h.id WHERE ${quoteLiteral(job.relation)} = pg_catalog.format('%I.%I', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)))`,
    ...(own || job.relation !== null
      ? [
          job.config === null
            ? 'b.config IS NULL'
            : `b.config - array['hypertable_id', 'mat_hypertable_id'] = ${quoteLiteral(JSON.stringify(job.config))}::jsonb - array['hypertable_id', 'mat_hypertable_id']`,
        ]
      : []),
    `b.scheduled = ${job.scheduled}`,
    `b.schedule_interval = ${quoteLiteral(job.scheduleInterval)}::interval`,
  ];
  return `SELECT b.id FROM ${jobTable} b WHERE ${where.join(' AND ')} ORDER BY b.id DESC LIMIT 1`;
}

/** Schema and name of a procedure, unquoted. */
function procedureParts(procedure: string): [string, string] {
  const words = wordsOf(procedure.replace(/\(.*\)$/s, ''));
  const plain = (text: string | undefined): string =>
    text?.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : (text ?? '');
  return [plain(words[0]?.text), plain(words[2]?.text)];
}

/** The piece of a dump that holds these default privileges. */
function defaultsPiece({ role, schema, objects }: DefaultPrivileges): string {
  return `FOR ROLE ${role}${schema === null ? '' : ` IN SCHEMA ${schema}`} ${objects.toUpperCase()}`;
}

/** What PostgreSQL grants to everybody on new objects. */
const PUBLIC: { readonly [objects: string]: string } = { functions: 'EXECUTE', types: 'USAGE' };

function withoutDefaults({ role, schema, objects, privileges }: DefaultPrivileges): string[] {
  const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${role}${schema === null ? '' : ` IN SCHEMA ${schema}`}`;
  const word = objects.toUpperCase();
  const grantees = Object.keys(privileges ?? {}).map((one) => one.replace(/ \(granted by [^]*\)$/, ''));
  const lost = [...new Set(grantees)].map((grantee) => `${head} REVOKE ALL ON ${word} FROM ${grantee};`);
  if (schema !== null) return lost;
  const everybody = PUBLIC[objects];
  return [
    ...lost,
    `${head} GRANT ALL ON ${word} TO ${role};`,
    ...(everybody === undefined ? [] : [`${head} GRANT ${everybody} ON ${word} TO PUBLIC;`]),
  ];
}
