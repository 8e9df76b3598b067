import { readdir, readFile } from 'node:fs/promises';

const directory = new URL('../../../sql/init/', import.meta.url);

export interface Script {
  file: string;
  text: string;
}

/** What a version does to the files of the one before it. */
interface Change {
  name: string;
  /** In which file what becomes what, wherever it stands. */
  edits?: readonly (readonly [file: string, found: string, becomes: string])[];
  /** What a file of its own adds. */
  added?: string;
  /** It needs what the Apache edition has not. */
  community?: boolean;
}

/** How the reference schema may go on, a small step each. */
const CHANGES: readonly Change[] = [
  {
    name: 'a column with a default, a check and a comment',
    edits: [
      [
        '01',
        '    filled_quantity numeric        NOT NULL DEFAULT 0,\n',
        "    filled_quantity numeric        NOT NULL DEFAULT 0,\n    venue           text           NOT NULL DEFAULT 'XNAS',\n" +
          "    CONSTRAINT orders_venue_not_blank CHECK (btrim(venue) <> ''),\n",
      ],
    ],
    added: "COMMENT ON COLUMN trading.orders.venue IS 'The market that it went to, by its ISO 10383 code.';",
  },
  { name: 'an index', added: 'CREATE INDEX idx_orders_venue_time ON trading.orders (venue, "timestamp" DESC);' },
  {
    name: 'wider prices under the views',
    edits: ['open', 'high', 'low', 'close'].map((column) => [
      '01',
      `    ${column.padEnd(12)}numeric(18, 6) NOT NULL,`,
      `    ${column.padEnd(12)}numeric(20, 8) NOT NULL,`,
    ]),
  },
  {
    name: 'a shorter wait for the columnstore, and retention',
    edits: [
      [
        '02',
        "add_compression_policy('trading.orders', compress_after => INTERVAL '7 days'",
        "add_compression_policy('trading.orders', compress_after => INTERVAL '3 days'",
      ],
    ],
    added: "SELECT add_retention_policy('trading.positions', drop_after => INTERVAL '2 years');",
    community: true,
  },
  {
    name: 'a continuous aggregate with its policy',
    added: `CREATE MATERIALIZED VIEW analytics.daily_bars WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 day', "timestamp") AS trading_day, symbol, source, max(high) AS high, min(low) AS low, sum(volume) AS volume
        FROM trading.market_data GROUP BY 1, 2, 3 WITH NO DATA;
      SELECT add_continuous_aggregate_policy('analytics.daily_bars', INTERVAL '30 days', INTERVAL '1 day', INTERVAL '1 hour');`,
    community: true,
  },
  {
    name: 'another column of that aggregate',
    edits: [['added', 'sum(volume) AS volume\n', 'sum(volume) AS volume, count(*) AS bars\n']],
    community: true,
  },
  {
    name: 'a column that is renamed, as a hint says',
    edits: [
      [
        '01',
        '    filled_quantity numeric        NOT NULL DEFAULT 0,\n',
        '    executed        numeric        NOT NULL DEFAULT 0, -- timescale-ci: renamed-from filled_quantity\n',
      ],
      ['01', 'filled_quantity', 'executed'],
      ['01', 'renamed-from executed', 'renamed-from filled_quantity'],
    ],
  },
  {
    name: 'another order in the columnstore',
    edits: [
      [
        '02',
        `compress_segmentby = 'symbol',\n    timescaledb.compress_orderby = '"timestamp" DESC, source'`,
        `compress_segmentby = 'symbol, source',\n    timescaledb.compress_orderby = '"timestamp" DESC'`,
      ],
    ],
    community: true,
  },
  {
    name: 'longer chunks, and a function that says more',
    edits: [
      ['01', "chunk_time_interval => INTERVAL '1 day'", "chunk_time_interval => INTERVAL '2 days'"],
      ['01', "'value missing')", "'a value is missing')"],
    ],
  },
  {
    name: 'a table, published, and a role that reads',
    added: `CREATE TABLE trading.symbols (symbol text PRIMARY KEY, name text NOT NULL, listed date, CONSTRAINT symbols_symbol_is_upper_case CHECK (symbol = upper(symbol)));
      COMMENT ON TABLE trading.symbols IS 'What is traded.';
      ALTER PUBLICATION trading_data_pub ADD TABLE ONLY trading.symbols;
      CREATE ROLE analyst;
      GRANT USAGE ON SCHEMA trading TO analyst;
      GRANT SELECT ON ALL TABLES IN SCHEMA trading TO analyst;`,
  },
];

/** A version of the reference schema, with what it changes. */
export interface Version {
  name: string;
  scripts: Script[];
}

/**
 * The reference schema as it is, and ten versions that follow one another.
 *
 * @param community whether the edition has columnstore, policies and continuous aggregates
 */
export async function referenceHistory(community: boolean): Promise<Version[]> {
  const files = (await readdir(directory)).sort().filter((file) => community || !file.startsWith('02'));
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, await readFile(new URL(file, directory), 'utf8'));
  const scriptsOf = (): Script[] => [...texts].map(([file, text]) => ({ file, text }));
  const versions: Version[] = [{ name: 'as it is', scripts: scriptsOf() }];
  for (const change of CHANGES.filter((one) => community || !one.community)) {
    for (const [start, found, becomes] of change.edits ?? []) {
      const hit = [...texts].filter(([file, text]) => file.startsWith(start) && text.includes(found));
      if (hit.length === 0) throw new Error(`${change.name}: nothing says ${found}`);
      for (const [file, text] of hit)
        texts.set(
          file,
          text.replaceAll(found, () => becomes),
        );
    }
    if (change.added !== undefined) texts.set(`added ${versions.length}.sql`, change.added);
    versions.push({ name: change.name, scripts: scriptsOf() });
  }
  return versions;
}
