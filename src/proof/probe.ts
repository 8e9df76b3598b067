import type { Column, Hypertable, SchemaModel } from '../catalog/model.ts';
import type { Database, Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';

/** Whether a restored hypertable takes rows. */
export interface Probe {
  hypertable: string;
  accepted: boolean;
  /** What the server said where it refused the row. */
  error: string | null;
  /**
   * Nothing can be told of it: a partitioning function of the user's own failed on the values that we make up, as it would
   * in the source.
   */
  untried: boolean;
}

/**
 * Inserts a row into every hypertable and takes it back. A table that lost its hypertable still exists, and says yes to
 * every question but this one: the row must land in a chunk.
 */
export async function probeHypertables(database: Database, model: SchemaModel): Promise<Probe[]> {
  if (model.hypertables.length === 0) return [];
  await using session = await database.connect();
  const enums = new Map(model.types.map((type) => [type.name, type]));
  const probes: Probe[] = [];
  for (const hypertable of model.hypertables) {
    const columns = model.columns.filter((column) => column.relation === hypertable.name);
    const values = columns.flatMap((column) => {
      const needed =
        isDimension(hypertable, column) || (!column.nullable && column.default === null && column.identity === null);
      return needed && column.generated === null
        ? [[quoteIdentifier(column.bare), sample(column.type, enums)] as const]
        : [];
    });
    probes.push({
      hypertable: hypertable.name,
      untried: false,
      ...(await probe(session, hypertable, values, checksOf(model, hypertable))),
    });
  }
  return probes;
}

async function probe(
  session: Session,
  hypertable: Hypertable,
  values: readonly (readonly [string, string])[],
  checks: readonly string[],
): Promise<Pick<Probe, 'accepted' | 'error'> & Partial<Probe>> {
  const insert = `INSERT INTO ${hypertable.name} (${values.map(([name]) => name).join(', ')}) VALUES (${values.map(([, value]) => value).join(', ')}) RETURNING tableoid::regclass::text AS chunk`;
  try {
    // The database's own settings may make it read only (ALTER DATABASE … SET).
    await session.execute('BEGIN READ WRITE');
    // Triggers and foreign keys are the user's own rules, and no matter of the restore.
    await session.execute("SET LOCAL session_replication_role = 'replica'");
    let rows: { chunk: string }[];
    try {
      await session.execute('SAVEPOINT probe');
      rows = await session.query<{ chunk: string }>(insert);
    } catch (error) {
      if ((error as { code?: string }).code !== CHECK_VIOLATION) throw error;
      await session.execute('ROLLBACK TO SAVEPOINT probe');
      for (const check of checks) await session.execute(`ALTER TABLE ${hypertable.name} DROP CONSTRAINT ${check}`);
      rows = await session.query<{ chunk: string }>(insert);
    }
    const chunk = rows[0]?.chunk;
    if (chunk === undefined || chunk === hypertable.name) {
      return { accepted: false, error: 'the row did not land in a chunk: it is not a hypertable' };
    }
    return { accepted: true, error: null };
  } catch (error) {
    // A rule of the user's own that our row does not satisfy is met after TimescaleDB has found its chunk, and a right
    // that the hypertable's owner lacks (to make chunks in the user's own schema) is lacking in the source as well.
    const code = String((error as { code?: string }).code ?? '');
    if (code.startsWith('23') || code === INSUFFICIENT_PRIVILEGE) return { accepted: true, error: null };
    const own = hypertable.dimensions.some(({ partitioningFunction }) => partitioningFunction !== null);
    return { accepted: false, error: messageOf(error), untried: own && code !== NOT_A_HYPERTABLE };
  } finally {
    await session.execute('ROLLBACK');
  }
}

const CHECK_VIOLATION = '23514';
const INSUFFICIENT_PRIVILEGE = '42501';
/** What TimescaleDB's trigger on the root table of a lost hypertable says (feature_not_supported). */
const NOT_A_HYPERTABLE = '0A000';

function checksOf(model: SchemaModel, hypertable: Hypertable): string[] {
  return model.constraints
    .filter(({ relation, form }) => relation === hypertable.name && form === 'check')
    .map(({ bare }) => quoteIdentifier(bare));
}

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
