import type { Column, Hypertable, SchemaModel } from '../catalog/model.ts';
import type { Database, PostgresErrorFields, Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';

/** Whether a restored hypertable takes rows. */
export interface Probe {
  hypertable: string;
  accepted: boolean;
  /** What the server said where it refused the row. */
  error: string | null;
  /**
   * Nothing can be told of it: a partitioning function or a domain of the user's own refuses the values that we make up, as
   * it would in the source.
   */
  untried: boolean;
}

/**
 * Inserts a row into every hypertable and takes it back. A table that lost its hypertable still exists, and says yes to
 * every question but this one: the row must land in a chunk. No statement changes the schema: TimescaleDB up to 2.17
 * refuses most of those on a hypertable with a columnstore.
 */
export async function probeHypertables(database: Database, model: SchemaModel): Promise<Probe[]> {
  return await insertRows(database, model, 'ROLLBACK');
}

/** Inserts a row into every hypertable that takes one, and leaves it there. */
export async function fillHypertables(database: Database, model: SchemaModel): Promise<Probe[]> {
  return await insertRows(database, model, 'COMMIT');
}

async function insertRows(database: Database, model: SchemaModel, end: 'COMMIT' | 'ROLLBACK'): Promise<Probe[]> {
  if (model.hypertables.length === 0) return [];
  await using session = await database.connect();
  const types = new Map(model.types.map((type) => [type.name, type]));
  const columnsOf = Map.groupBy(model.columns, ({ relation }) => relation);
  const probes: Probe[] = [];
  for (const hypertable of model.hypertables) {
    const columns = columnsOf.get(hypertable.name) ?? [];
    const values = columns.flatMap((column) => {
      const needed =
        isDimension(hypertable, column) || (!column.nullable && column.default === null && column.identity === null);
      return needed && column.generated === null
        ? [[quoteIdentifier(column.bare), sample(column.type, types)] as const]
        : [];
    });
    probes.push({ hypertable: hypertable.name, ...(await probe(session, hypertable, values, end)) });
  }
  return probes;
}

async function probe(
  session: Session,
  hypertable: Hypertable,
  values: readonly (readonly [string, string])[],
  end: 'COMMIT' | 'ROLLBACK',
): Promise<Omit<Probe, 'hypertable'>> {
  const insert = `INSERT INTO ${hypertable.name} (${values.map(([name]) => name).join(', ')}) VALUES (${values.map(([, value]) => value).join(', ')}) RETURNING tableoid::regclass::text AS chunk`;
  try {
    // The database's own settings may make it read only (ALTER DATABASE … SET).
    await session.execute('BEGIN READ WRITE');
    // Triggers and foreign keys are the user's own rules, and no matter of the restore.
    await session.execute("SET LOCAL session_replication_role = 'replica'");
    const [row] = await session.query<{ chunk: string }>(insert);
    return row === undefined || row.chunk === hypertable.name ? NOT_IN_CHUNK : ACCEPTED;
  } catch (error) {
    return judge(error as PostgresErrorFields, hypertable);
  } finally {
    // After an error that rolls back as well.
    await session.execute(end);
  }
}

const ACCEPTED = { accepted: true, untried: false, error: null };
const NOT_IN_CHUNK = {
  accepted: false,
  untried: false,
  error: 'the row did not land in a chunk: it is not a hypertable',
};

/** What a refused row says of the hypertable. */
function judge(error: PostgresErrorFields, hypertable: Hypertable): Omit<Probe, 'hypertable'> {
  const { code = '', schema, table } = error;
  const refused = { accepted: false, untried: false, error: messageOf(error) };
  // A right that the hypertable's owner lacks (to make chunks in the user's own schema) is lacking in the source as well.
  if (code === INSUFFICIENT_PRIVILEGE) return ACCEPTED;
  // A rule of the user's own that our row does not satisfy is checked where the row is stored, and the error names that:
  // a chunk, or the table itself where it is no hypertable. A domain's rule names neither, for it is met before.
  if (code.startsWith(INTEGRITY_VIOLATION)) {
    if (table === undefined) return { ...refused, untried: true };
    return table === hypertable.bare && schema === hypertable.schema ? NOT_IN_CHUNK : ACCEPTED;
  }
  const own = hypertable.dimensions.some(({ partitioningFunction }) => partitioningFunction !== null);
  return { ...refused, untried: own && code !== NOT_A_HYPERTABLE };
}

const INTEGRITY_VIOLATION = '23';
const INSUFFICIENT_PRIVILEGE = '42501';
/** What TimescaleDB's trigger on the root table of a lost hypertable says (feature_not_supported). */
const NOT_A_HYPERTABLE = '0A000';

function isDimension(hypertable: Hypertable, column: Column): boolean {
  return hypertable.dimensions.some((dimension) => dimension.column === column.bare);
}

/** A value of a type, as an SQL expression. */
function sample(type: string, types: ReadonlyMap<string, SchemaModel['types'][number]>): string {
  const own = types.get(type);
  if (own?.form === 'enum') return `${quoteLiteral(String((own.definition as string[])[0]))}::${type}`;
  if (own?.form === 'domain') return `${sample((own.definition as { base: string }).base, types)}::${type}`;
  const known = SAMPLES.find(([pattern]) => pattern.test(type))?.[1];
  return `${known ?? 'NULL'}::${type}`;
}

const SAMPLES: readonly [RegExp, string][] = [
  [/\[\]$/, "'{}'"],
  [/^(smallint|integer|bigint|numeric|real|double precision|money)/, '1'],
  [/^(timestamp|date)/, "'2001-02-03 00:00:00'"],
  [/^time/, "'00:00:00'"],
  [/^interval/, "'1 day'"],
  [/^boolean/, 'true'],
  [/^jsonb?$/, "'{}'"],
  [/^uuid/, "'01890a5d-ac96-774b-bcce-b302099a8057'"],
  [/^(inet|cidr)/, "'127.0.0.1'"],
  [/range$/, "'empty'"],
  [/^(text|character|"char"|name|bytea)/, "'x'"],
];
