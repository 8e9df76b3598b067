import type { PostgresErrorFields, Session } from '../engine/types.ts';
import { messageOf, RIGHTS_TO_READ, UserError } from '../errors.ts';
import { compareNames } from '../sql/names.ts';
import { builtInJobsOf, jobsOf, type RawJob } from './jobs.ts';
import { type Limitation, limitationsOf, type RawLimitation } from './limitations.ts';
import type { ContinuousAggregate, DefaultPrivileges, Index, SchemaModel } from './model.ts';
import { privilegesOf, type RawPrivileges } from './privileges.ts';
import { jobsQuery } from './queries/jobs.ts';
import { limitationsQuery } from './queries/limitations.ts';
import { othersQuery } from './queries/others.ts';
import { publicationsQuery } from './queries/publications.ts';
import {
  columnsQuery,
  constraintsQuery,
  indexesQuery,
  relationsQuery,
  rowPoliciesQuery,
  statisticsQuery,
} from './queries/relations.ts';
import { extensionsQuery, routinesQuery, schemasQuery, sequencesQuery, typesQuery } from './queries/routines.ts';
import {
  databaseQuery,
  databaseSettingsQuery,
  defaultPrivilegesQuery,
  extensionPrivilegesQuery,
  rolesQuery,
  serverLimitationsQuery,
  tablespacesQuery,
} from './queries/server.ts';
import { aggregateIndexesQuery, continuousAggregatesQuery, hypertablesQuery } from './queries/timescaledb.ts';
import { eventTriggersQuery, rulesQuery, triggersQuery } from './queries/triggers.ts';
import { readServerFeatures, type ServerFeatures } from './server-features.ts';
import { unknownLimitations } from './unknown.ts';

type Raw<T> = Omit<T, 'privileges'> & { privileges: RawPrivileges };

export interface Catalogue {
  facts: ServerFeatures;
  model: SchemaModel;
  /** What a dump cannot hold as it is. */
  findings: Limitation[];
}

/**
 * Reads the whole schema of a database into the model, with a number of queries that does not depend on its size.
 * The session's settings are changed (search_path and the like), its data never.
 *
 * @param builder role that counts as the schema's builder; the session's user where it is not given
 */
export async function readCatalogue(session: Session, builder?: string): Promise<Catalogue> {
  const facts = await readServerFeatures(session, builder);

  /** One catalogue query: its rows, ordered by name, without what only the server knows. */
  async function read<T extends { name: string }>(sql: string): Promise<T[]> {
    const rows = await readRaw<Raw<T>>(sql);
    return rows.map(clean<T>).sort((a, b) => compareNames(a.name, b.name));
  }

  /**
   * The driver's parsing of values differs between engines, so every row travels as one JSON text. `$1` is bound in
   * every query, also where it does not appear, since an unbound parameter has no type.
   */
  async function readRaw<T>(sql: string): Promise<T[]> {
    const wrapped = `SELECT coalesce(json_agg(row_to_json(q)), '[]'::json)::text AS rows FROM (${sql}) q WHERE $1::oid IS NOT NULL`;
    const [row] = await session.query<{ rows: string }>(wrapped, [facts.builder.oid]).catch((cause) => {
      throw (cause as PostgresErrorFields).code === INSUFFICIENT_PRIVILEGE
        ? new UserError(`the schema cannot be read: ${messageOf(cause)}`, { hint: RIGHTS_TO_READ, cause })
        : cause;
    });
    return JSON.parse(row?.rows ?? '[]') as T[];
  }

  const timescale = facts.timescaledb !== null;
  const [{ has: hasPublicationSchemas } = { has: false }] = await session.query<{ has: boolean }>(
    "SELECT to_regclass('pg_catalog.pg_publication_namespace') IS NOT NULL AS has",
  );
  const rawJobs = timescale ? await readRaw<RawJob>(jobsQuery(facts)) : [];
  const jobs = jobsOf(rawJobs);
  const model: SchemaModel = {
    schemas: await read(schemasQuery()),
    extensions: await read(extensionsQuery()),
    types: await read(typesQuery()),
    routines: await read(routinesQuery()),
    relations: await read(relationsQuery(facts)),
    columns: await read(columnsQuery(facts)),
    constraints: await read(constraintsQuery(facts)),
    indexes: [
      ...(await read<Index>(indexesQuery(facts))),
      ...(timescale ? aggregateIndexes(await readRaw(aggregateIndexesQuery(facts))) : []),
    ].sort((a, b) => compareNames(a.name, b.name)),
    triggers: await read(triggersQuery(facts)),
    rules: await read(rulesQuery(facts)),
    rowPolicies: await read(rowPoliciesQuery(facts)),
    sequences: await read(sequencesQuery()),
    statistics: await read(statisticsQuery(facts)),
    hypertables: timescale ? await read(hypertablesQuery(facts)) : [],
    continuousAggregates: timescale ? await read<ContinuousAggregate>(continuousAggregatesQuery(facts)) : [],
    jobs: jobs.map(({ job }) => job),
    publications: await read(publicationsQuery(facts, hasPublicationSchemas)),
    eventTriggers: await read(eventTriggersQuery()),
    defaultPrivileges: nameDefaults(await readRaw(defaultPrivilegesQuery())),
    extensionPrivileges: (await read<SchemaModel['extensionPrivileges'][number]>(extensionPrivilegesQuery())).filter(
      (object) => object.privileges !== null,
    ),
    others: await read(othersQuery()),
    roles: await read(rolesQuery(facts)),
    tablespaces: await read(tablespacesQuery(facts)),
    database: await read(databaseQuery()),
    databaseSettings: nameSettings(await readRaw(databaseSettingsQuery())),
    builtInJobs: builtInJobsOf(rawJobs),
  };
  const rawFindings = timescale ? await readRaw<RawLimitation>(limitationsQuery(facts)) : [];
  const ofServer = await readRaw<RawLimitation>(serverLimitationsQuery(facts));
  // A server has roles and tablespaces of other databases too.
  const named = new Set([
    'CURRENT_USER',
    'PUBLIC',
    'database',
    ...[...model.roles, ...model.tablespaces].map(({ name }) => name),
  ]);
  rawFindings.push(...ofServer.filter(({ object }) => named.has(object)));
  const unknown = timescale ? await unknownLimitations(readRaw, facts) : [];
  return { facts, model, findings: limitationsOf(rawFindings, jobs, model.relations, unknown) };
}

const INSUFFICIENT_PRIVILEGE = '42501';

function clean<T>(row: Raw<T>): T {
  return ('privileges' in row ? { ...row, privileges: privilegesOf(row.privileges) } : row) as T;
}

type RawAggregateIndex = Omit<Index, 'name' | 'constraint' | 'statistics'> & {
  automatic: boolean;
  hypertableId: number;
};

function aggregateIndexes(raw: readonly RawAggregateIndex[]): Index[] {
  const seen = new Map<string, number>();
  return raw.map(({ automatic, hypertableId: _, ...index }) => {
    let bare = index.bare;
    if (automatic) {
      const covered = `on ${index.relation} using ${index.definition}`;
      const n = (seen.get(covered) ?? 0) + 1;
      seen.set(covered, n);
      bare = n === 1 ? covered : `${covered} (${n})`;
    }
    return { ...index, name: automatic ? bare : `${index.relation}.${bare}`, bare, constraint: null, statistics: {} };
  });
}

function nameDefaults(
  rows: (Omit<DefaultPrivileges, 'name' | 'privileges'> & { privileges: RawPrivileges })[],
): DefaultPrivileges[] {
  return rows
    .map((row) => ({
      name: `${row.role}${row.schema === null ? '' : ` in ${row.schema}`}: ${row.objects}`,
      ...row,
      privileges: privilegesOf(row.privileges),
    }))
    .sort((a, b) => compareNames(a.name, b.name));
}

function nameSettings(rows: Omit<SchemaModel['databaseSettings'][number], 'name'>[]): SchemaModel['databaseSettings'] {
  return rows
    .map((row) => ({ name: row.role === null ? row.setting : `${row.setting} for role ${row.role}`, ...row }))
    .sort((a, b) => compareNames(a.name, b.name));
}
