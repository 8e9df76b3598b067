import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildReferenceSchema, dailyBars, type ReferenceSchema } from './support/reference-schema.ts';

const schemas = `('trading', 'analytics', 'monitoring')`;

let schema: ReferenceSchema;
beforeAll(async () => {
  schema = await buildReferenceSchema();
});
afterAll(() => schema?.[Symbol.asyncDispose]());

describe('structure', () => {
  test('has the four hypertables with their chunk intervals, and no other', async () => {
    expect(
      await schema.lines(`SELECT hypertable_schema, hypertable_name, column_name, time_interval::text
                            FROM timescaledb_information.dimensions ORDER BY 2`),
    ).toEqual([
      'trading | data_quality_reports | timestamp | 30 days',
      'trading | market_data | timestamp | 7 days',
      'trading | orders | timestamp | 7 days',
      'trading | positions | timestamp | 1 day',
    ]);
  });

  test('compresses all four, by symbol where there is one', async () => {
    expect(
      await schema.lines(`SELECT relid::text, segmentby::text, orderby::text, orderby_desc::text
                            FROM _timescaledb_catalog.compression_settings ORDER BY 1`),
    ).toEqual([
      'trading.data_quality_reports | {} | {timestamp,report_date} | {t,t}',
      'trading.market_data | {symbol} | {timestamp,source} | {t,f}',
      'trading.orders | {symbol} | {timestamp,order_id} | {t,f}',
      'trading.positions | {symbol} | {timestamp} | {t}',
    ]);
  });

  test('has four compression policies with their ages, and no other', async () => {
    expect(
      await schema.lines(`SELECT hypertable_name, proc_name, config->>'compress_after'
                            FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY 1`),
    ).toEqual([
      'data_quality_reports | policy_compression | 30 days',
      'market_data | policy_compression | 7 days',
      'orders | policy_compression | 7 days',
      'positions | policy_compression | 1 day',
    ]);
  });

  test('comments every schema, table, column, view, view column and function', async () => {
    const objects = `
      SELECT 'pg_namespace'::regclass AS class, oid AS object, 0 AS sub, nspname::text AS name
        FROM pg_namespace WHERE nspname IN ${schemas}
      UNION ALL SELECT 'pg_class'::regclass, oid, 0, oid::regclass::text
        FROM pg_class WHERE relnamespace::regnamespace::text IN ${schemas} AND relkind IN ('r', 'p', 'v', 'm')
      UNION ALL SELECT 'pg_class'::regclass, c.oid, a.attnum, c.oid::regclass || '.' || a.attname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace::regnamespace::text IN ${schemas} AND c.relkind IN ('r', 'p', 'v', 'm')
      UNION ALL SELECT 'pg_proc'::regclass, oid, 0, oid::regprocedure::text
        FROM pg_proc WHERE pronamespace::regnamespace::text IN ${schemas}`;
    // 3 schemas, 4 tables of 27 columns, 2 views of 16 columns, 2 functions.
    expect(await schema.lines(`SELECT count(*) FROM (${objects}) AS o`)).toEqual(['54']);
    expect(
      await schema.lines(`SELECT name FROM (${objects}) AS o
                           WHERE NOT EXISTS (SELECT FROM pg_description AS d
                                              WHERE (d.classoid, d.objoid, d.objsubid) = (o.class, o.object, o.sub))`),
    ).toEqual([]);
  });

  test('publishes the four tables and nothing else', async () => {
    expect(await schema.lines(`SELECT pubname, schemaname, tablename FROM pg_publication_tables ORDER BY 3`)).toEqual([
      'trading_data_pub | trading | data_quality_reports',
      'trading_data_pub | trading | market_data',
      'trading_data_pub | trading | orders',
      'trading_data_pub | trading | positions',
    ]);
  });
});

describe('timescale-ci.yml', () => {
  type Required = {
    tables: { name: string; columns: string[] }[];
    hypertables: Record<string, Record<string, unknown>>;
    views: string[];
    functions: string[];
    indexes: string[];
  };
  const required = async (): Promise<Required> =>
    parse(await readFile(new URL('../../timescale-ci.yml', import.meta.url), 'utf8')).require;

  test('requires every table, column, view, index and function that there is', async () => {
    const { tables, views, indexes, functions } = await required();
    const relations = (condition: string): Promise<string[]> =>
      schema.lines(`SELECT oid::regclass::text FROM pg_class
                     WHERE relnamespace::regnamespace::text IN ${schemas} AND ${condition} ORDER BY 1`);
    expect(tables.map((table) => table.name).sort()).toEqual(await relations(`relkind = 'r'`));
    for (const { name, columns } of tables) {
      expect(columns).toEqual(
        await schema.lines(`SELECT attname FROM pg_attribute
                             WHERE attrelid = '${name}'::regclass AND attnum > 0 ORDER BY attnum`),
      );
    }
    expect(views).toEqual(await relations(`relkind = 'v'`));
    expect([...indexes].sort()).toEqual(await relations(`relkind = 'i' AND relname NOT LIKE '%_pkey'`));
    expect(functions).toEqual(
      await schema.lines(`
        SELECT pronamespace::regnamespace || '.' || proname || '(' ||
               (SELECT string_agg(format_type(type, NULL), ', ' ORDER BY place)
                  FROM unnest(proargtypes) WITH ORDINALITY AS arguments (type, place)) || ')'
          FROM pg_proc WHERE pronamespace::regnamespace::text IN ${schemas} ORDER BY 1`),
    );
  });

  test('requires every hypertable with its settings', async () => {
    const rows = await schema.session.query<{ name: string; settings: string }>(`
      SELECT s.relid::text AS name,
             json_build_object(
               'time-column', d.column_name,
               'chunk-interval', d.time_interval::text,
               'segment-by', s.segmentby,
               'order-by', (SELECT json_agg(c || CASE WHEN s.orderby_desc[place] THEN ' DESC' ELSE '' END ORDER BY place)
                              FROM unnest(s.orderby) WITH ORDINALITY AS o (c, place)),
               'compress-after', j.config->>'compress_after')::text AS settings
        FROM timescaledb_information.dimensions AS d
        JOIN timescaledb_information.jobs AS j USING (hypertable_schema, hypertable_name)
        JOIN _timescaledb_catalog.compression_settings AS s
          ON s.relid = format('%I.%I', d.hypertable_schema, d.hypertable_name)::regclass`);
    expect((await required()).hypertables).toEqual(
      Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.settings)])),
    );
  });
});

describe('a second run', () => {
  const fingerprint = async (): Promise<string> =>
    [
      await schema.engine.database.pgDump(['--schema-only']),
      ...(await schema.lines('SELECT * FROM _timescaledb_catalog.compression_settings ORDER BY relid::text')),
      ...(await schema.lines('SELECT * FROM timescaledb_information.jobs ORDER BY job_id')),
    ].join('\n');

  test('changes nothing, on a database with rows and compressed chunks', async () => {
    try {
      await schema.session.execute(dailyBars('NVDA', ['100', '101', '102']));
      await schema.session.execute(`SELECT compress_chunk(c) FROM show_chunks('trading.market_data') AS c`);
      const before = await fingerprint();
      await schema.apply();
      expect(await fingerprint()).toBe(before);
      const closes = await schema.lines('SELECT close::int FROM trading.market_data ORDER BY "timestamp"');
      expect(closes).toEqual(['100', '101', '102']);
    } finally {
      await schema.session.execute('TRUNCATE trading.market_data');
    }
  });

  test('publishes a new table, drops what is elsewhere, leaves published chunks alone', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(`
        CREATE TABLE trading.fills (id bigint PRIMARY KEY);
        CREATE TABLE public.elsewhere (id bigint PRIMARY KEY);
        ALTER PUBLICATION trading_data_pub ADD TABLE ONLY public.elsewhere;
        INSERT INTO trading.positions VALUES ('2024-01-01', 'NVDA', 10, 100, 0);
        DO $$ BEGIN
          EXECUTE format('ALTER PUBLICATION trading_data_pub ADD TABLE ONLY %s', (SELECT show_chunks('trading.positions')));
        END $$`);
      await schema.apply();
      expect(
        await schema.lines(`SELECT schemaname, CASE WHEN schemaname = 'trading' THEN tablename ELSE 'chunk' END
                              FROM pg_publication_tables ORDER BY 1, 2`),
      ).toEqual([
        '_timescaledb_internal | chunk',
        'trading | data_quality_reports',
        'trading | fills',
        'trading | market_data',
        'trading | orders',
        'trading | positions',
      ]);
    });
  });
});

describe('the publication', () => {
  test('lists the tables alone, also when it is made while they have chunks', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(dailyBars('NVDA', ['100']));
      await schema.session.execute('DROP PUBLICATION trading_data_pub');
      await schema.apply();
      expect(await schema.lines('SELECT tablename FROM pg_publication_tables ORDER BY 1')).toEqual([
        'data_quality_reports',
        'market_data',
        'orders',
        'positions',
      ]);
    });
  });
});

describe('role replicator', () => {
  test('may replicate and log in, and has no password', async () => {
    expect(
      await schema.lines(`SELECT rolreplication, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolpassword
                            FROM pg_authid WHERE rolname = 'replicator'`),
    ).toEqual(['true | true | false | false | false | -']);
  });

  test('reads the tables of schema trading, later ones too', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(dailyBars('NVDA', ['100']));
      await schema.session.execute('CREATE TABLE trading.fills (id bigint)');
      await schema.session.execute('SET LOCAL ROLE replicator');
      expect(await schema.lines('SELECT count(*) FROM trading.market_data')).toEqual(['1']);
      expect(await schema.lines('SELECT count(*) FROM trading.fills')).toEqual(['0']);
    });
  });

  test.each([
    'SELECT * FROM analytics.dual_ticker_summary',
    'SELECT * FROM monitoring.check_data_freshness()',
    'DELETE FROM trading.orders',
  ])('may not run %s', async (sql) => {
    await schema.discarding(async () => {
      await schema.session.execute('SET LOCAL ROLE replicator');
      expect(await schema.refusal(sql)).toBe('42501');
    });
  });
});
