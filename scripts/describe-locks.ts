import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCatalogue } from '../src/catalog/read.ts';
import type { Change } from '../src/diff/change.ts';
import { explainChanges } from '../src/diff/changes.ts';
import { startEmbedded } from '../src/engine/embedded.ts';
import { MovedClock } from '../src/engine/moved-clock.ts';
import type { Engine, PostgresErrorFields } from '../src/engine/types.ts';
import { type Measured, measuring, NO_TRANSACTION } from '../src/rehearse/measure.ts';
import { fill } from '../src/rehearse/rehearse.ts';
import { spaced } from '../src/report/rehearse-text.ts';

/** Between these lines of the page stands the table. */
export const MARKS = ['<!-- locks -->', '<!-- /locks -->'] as const;
const PAGE = join(import.meta.dirname, '../docs/rehearse.md');
const CHUNKS = 3;
/** Chunks begin before it. */
export const NOW = '2026-01-01T00:00:00Z';

const BASE = `
CREATE EXTENSION timescaledb;
CREATE TABLE public.kinds (id integer PRIMARY KEY);
CREATE DOMAIN public.amount AS numeric;
CREATE TABLE public.plain (id integer PRIMARY KEY, kind integer, a integer, t text, at timestamp, m public.amount, code text,
  twice integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX plain_code ON public.plain (code);
INSERT INTO public.kinds SELECT generate_series(0, 200);
INSERT INTO public.plain SELECT n, n, n, n, now(), n, n FROM generate_series(1, 9) n;
CREATE TABLE public.moved (at timestamptz NOT NULL, v double precision);
INSERT INTO public.moved SELECT now(), n FROM generate_series(1, 9) n;
CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
SET allow_in_place_tablespaces = on;
CREATE TABLESPACE apart LOCATION '';
CREATE TABLE public.h (ts timestamptz NOT NULL, device text NOT NULL, kind integer, s smallint, i integer, b bigint, r real,
  v double precision, n numeric(8,2), w varchar(10), c char(4), t text, d date, l timestamp, j json, x bit varying(8), f interval(3));
SELECT create_hypertable('public.h', 'ts', chunk_time_interval => interval '1 day');
CREATE INDEX by_device ON public.h (device, ts);
CREATE TABLE public.z (ts timestamptz NOT NULL, device text NOT NULL, v double precision);
SELECT create_hypertable('public.z', 'ts', chunk_time_interval => interval '1 day');
CREATE VIEW public.latest AS SELECT id, t FROM public.plain;
CREATE SCHEMA other;
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;`;

/** What the Apache edition lacks, with the forms that are about it. */
const COMMUNITY = `
ALTER TABLE public.z SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
CREATE MATERIALIZED VIEW public.hourly WITH (timescaledb.continuous) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v FROM public.h GROUP BY 1, 2 WITH NO DATA;`;
const COMMUNITY_FORM = /hourly|compress|policy/;

/** Changes of a column's type, as `column from to`. */
export const TYPES: readonly (readonly [column: string, from: string, to: string])[] = [
  ['s', 'smallint', 'integer'],
  ['i', 'integer', 'bigint'],
  ['i', 'integer', 'numeric'],
  ['b', 'bigint', 'integer'],
  ['r', 'real', 'double precision'],
  ['n', 'numeric(8,2)', 'numeric(12,2)'],
  ['n', 'numeric(8,2)', 'numeric(12,4)'],
  ['n', 'numeric(8,2)', 'numeric'],
  ['n', 'numeric(8,2)', 'numeric(8,0)'],
  ['w', 'character varying(10)', 'character varying(20)'],
  ['w', 'character varying(10)', 'character varying(5)'],
  ['w', 'character varying(10)', 'text'],
  ['t', 'text', 'character varying(50)'],
  ['t', 'text', 'character varying'],
  ['c', 'character(4)', 'character(8)'],
  ['d', 'date', 'timestamp without time zone'],
  ['l', 'timestamp without time zone', 'timestamp(0) without time zone'],
  ['l', 'timestamp without time zone', 'date'],
  ['j', 'json', 'jsonb'],
  ['x', 'bit varying(8)', 'bit varying(16)'],
  ['f', 'interval(3)', 'interval(6)'],
  ['i', 'integer', 'text'],
];

export const typeForm = ([column, , to]: (typeof TYPES)[number]): string =>
  `ALTER TABLE h ALTER COLUMN ${column} TYPE ${to}`;

/** The forms of the table, each run by itself on a base as it was. */
const FORMS: readonly string[] = [
  'ALTER TABLE plain ADD COLUMN n1 integer',
  'ALTER TABLE plain ADD COLUMN n2 timestamptz DEFAULT clock_timestamp()',
  'ALTER TABLE plain ADD COLUMN n3 timestamptz DEFAULT now()',
  'ALTER TABLE plain ADD COLUMN n4 bigint GENERATED ALWAYS AS IDENTITY',
  'ALTER TABLE plain ADD COLUMN n5 integer GENERATED ALWAYS AS (a * 3) STORED',
  'ALTER TABLE plain ALTER COLUMN twice SET EXPRESSION AS (a + a)',
  'ALTER TABLE plain ALTER COLUMN kind TYPE bigint',
  'ALTER TABLE plain ALTER COLUMN m TYPE numeric',
  'ALTER TABLE plain ALTER COLUMN code TYPE text COLLATE "C"',
  'ALTER TABLE plain ALTER COLUMN t SET NOT NULL',
  'ALTER TABLE plain ADD CHECK (a > 0)',
  'ALTER TABLE plain ADD UNIQUE (a)',
  'ALTER TABLE plain ADD EXCLUDE USING btree (a WITH =)',
  'ALTER TABLE plain SET UNLOGGED',
  'ALTER TABLE plain SET ACCESS METHOD heap_too',
  'ALTER TABLE plain SET TABLESPACE apart',
  'ALTER INDEX plain_code SET TABLESPACE apart',
  'ALTER DOMAIN amount ADD CHECK (VALUE > 0)',
  'ALTER DOMAIN amount SET NOT NULL',
  "SELECT create_hypertable('moved', 'at', migrate_data => true)",
  'CREATE UNIQUE INDEX plain_u ON plain (kind)',
  'ALTER TABLE plain ADD FOREIGN KEY (kind) REFERENCES kinds',
  'ALTER TABLE plain ADD FOREIGN KEY (kind) REFERENCES kinds NOT VALID',
  'CREATE INDEX plain_a ON plain (a)',
  'CREATE INDEX CONCURRENTLY plain_b ON plain (a)',
  'ALTER TABLE plain ENABLE ROW LEVEL SECURITY',
  'CREATE TRIGGER touched BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION touch()',
  'TRUNCATE plain',
  'CREATE OR REPLACE VIEW latest AS SELECT id, t, 1 AS one FROM plain',
  'ALTER TABLE h ADD COLUMN n1 integer',
  'ALTER TABLE h ADD COLUMN n2 integer DEFAULT 5',
  'ALTER TABLE h ADD COLUMN n3 integer NOT NULL DEFAULT 5',
  'ALTER TABLE h ADD COLUMN n4 uuid DEFAULT gen_random_uuid()',
  'ALTER TABLE h DROP COLUMN t',
  'ALTER TABLE h RENAME COLUMN t TO u',
  'ALTER TABLE h ALTER COLUMN v SET DEFAULT 0',
  'ALTER TABLE h ALTER COLUMN device DROP NOT NULL',
  'ALTER TABLE h ALTER COLUMN i SET NOT NULL',
  'ALTER TABLE h ALTER COLUMN t SET STORAGE EXTERNAL',
  'ALTER TABLE h ALTER COLUMN i SET STATISTICS 500',
  'ALTER TABLE h ADD CONSTRAINT positive CHECK (i > 0)',
  'ALTER TABLE h ADD CONSTRAINT later CHECK (i > 0) NOT VALID',
  'ALTER TABLE h ADD FOREIGN KEY (kind) REFERENCES kinds',
  'ALTER TABLE h ADD UNIQUE (device, i, ts)',
  'CREATE INDEX h_i ON h (i)',
  'CREATE INDEX h_j ON h (i) WITH (timescaledb.transaction_per_chunk)',
  'DROP INDEX by_device',
  'REINDEX TABLE h',
  'CREATE TRIGGER touched BEFORE INSERT ON h FOR EACH ROW EXECUTE FUNCTION touch()',
  'ALTER TABLE h RENAME TO hh',
  'ALTER TABLE h SET SCHEMA other',
  'ALTER TABLE h SET (fillfactor = 80)',
  "COMMENT ON TABLE h IS 'rows'",
  'GRANT SELECT ON h TO PUBLIC',
  'ANALYZE h',
  'VACUUM h',
  'TRUNCATE h',
  "SELECT set_chunk_time_interval('h', interval '2 days')",
  "SELECT add_retention_policy('h', interval '90 days')",
  "SELECT drop_chunks('h', older_than => interval '2 days')",
  "SELECT add_dimension('z', by_hash('device', 2))",
  "ALTER TABLE h SET (timescaledb.compress, timescaledb.compress_segmentby = 'device')",
  'ALTER TABLE z ADD COLUMN n1 integer',
  'ALTER TABLE z ADD COLUMN n2 integer DEFAULT 5',
  'ALTER TABLE z DROP COLUMN v',
  'ALTER TABLE z RENAME COLUMN v TO w',
  'CREATE INDEX z_v ON z (v)',
  "SELECT add_compression_policy('z', interval '7 days')",
  "SELECT compress_chunk(c, true) FROM show_chunks('z') c",
  "SELECT decompress_chunk(c, true) FROM show_chunks('z') c",
  'ALTER MATERIALIZED VIEW hourly SET (timescaledb.materialized_only = true)',
  "SELECT add_continuous_aggregate_policy('hourly', interval '3 days', interval '1 hour', interval '1 hour')",
  'DROP MATERIALIZED VIEW hourly',
];

/** What a form did; null where it runs in no transaction. */
export type FormResult = (Measured & { changes: readonly Change[] }) | null;

/**
 * Runs every form on a base with chunks, and gives what each did. Forms about what the edition lacks are left out.
 *
 * @param explained whether it is also told what `diff` says of each
 */
export async function measureForms(
  { database, versions }: Pick<Engine, 'database' | 'versions'>,
  clock: MovedClock,
  explained: boolean,
): Promise<Map<string, FormResult>> {
  const community = versions.edition === 'community';
  await using session = await database.connect();
  // Statement by statement: a tablespace is made in no transaction.
  for (const text of `${BASE}${community ? COMMUNITY : ''}`.split(/;\n/)) await session.execute(text);
  const { model } = await readCatalogue(session);
  await session.reset();
  const { unfilled } = await fill(session, clock, model, CHUNKS);
  if (unfilled.length > 0) throw new Error(unfilled.join('\n'));
  let last: Measured | undefined;
  const watched = measuring(session, (did) => {
    last = did;
  });
  const results = new Map<string, FormResult>();
  for (const form of [...FORMS, ...TYPES.map(typeForm)]) {
    if (!community && COMMUNITY_FORM.test(form)) continue;
    // A transaction that is open takes the form in, and is taken back.
    await watched.execute('BEGIN');
    try {
      if (community && /^ALTER TABLE h ALTER COLUMN v/.test(form))
        await session.execute('DROP MATERIALIZED VIEW hourly');
      await watched.execute(form);
      const changes = explained ? explainChanges(model, (await readCatalogue(session)).model) : [];
      if (last !== undefined) results.set(form, { ...last, changes });
    } catch (error) {
      if ((error as PostgresErrorFields).code !== NO_TRANSACTION) throw new Error(form, { cause: error });
      results.set(form, null);
    }
    await watched.execute('ROLLBACK');
  }
  return results;
}

/** The forms on the embedded engine. */
export async function measureEmbedded(): Promise<Map<string, FormResult>> {
  const clock = new MovedClock(new Date(NOW));
  await using engine = await startEmbedded('locks', undefined, clock);
  return await measureForms(engine, clock, false);
}

/** The table of the page. */
export function lockTable(results: ReadonlyMap<string, FormResult>): string {
  const rows = [...results].map(([form, did]) => {
    if (did === null) return `| \`${form}\` | runs in no transaction | |`;
    const locks = (did.locks ?? []).map(({ relation, mode, chunks }) => {
      const on = `${relation.replace('public.', '')}${chunks > 0 ? ' and chunks' : ''}`;
      return `${spaced(mode)}: ${on}`;
    });
    const anew = did.rewrites.map(({ relation, tables, indexes }) =>
      [tables > 0 ? `tables of ${relation.replace('public.', '')}` : '', indexes > 0 ? 'indexes' : '']
        .filter(Boolean)
        .join(', '),
    );
    return `| \`${form}\` | ${locks.join('; ') || '–'} | ${anew.join('; ') || '–'} |`;
  });
  return ['| statement | locks | writes anew |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The page with another table. */
export async function pageWith(table: string): Promise<{ before: string; after: string }> {
  const before = await readFile(PAGE, 'utf8');
  const [start, end] = MARKS;
  const [head = '', rest = ''] = before.split(start);
  return { before, after: `${head}${start}\n\n${table}\n\n${end}${rest.split(end)[1] ?? ''}` };
}

if (import.meta.main) await writeFile(PAGE, (await pageWith(lockTable(await measureEmbedded()))).after);
