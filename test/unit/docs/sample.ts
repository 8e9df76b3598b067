import type { SchemaModel } from '../../../src/catalog/model.ts';
import {
  aConstraint,
  aHypertable,
  aJob,
  aModel,
  anAggregate,
  anEnum,
  anIndex,
  aPolicy,
  aRoutine,
  aSchema,
  aTable,
  aView,
} from '../../support/model.ts';

const DAY = 86_400_000_000n;
const days = (n: number): string => String(BigInt(n) * DAY);

/** A small trading database with one of everything that the page describes. */
export function tradingModel(): SchemaModel {
  return aModel(
    aSchema('trading', { comment: 'Raw market data and what the desk does with it.' }),
    aSchema('analytics', { comment: 'Figures computed from schema trading.', privileges: { reporting: ['USAGE'] } }),
    { extensions: [{ name: 'timescaledb', schema: 'public' }] },
    aTable(
      'trading.symbols',
      {
        symbol: { type: 'text', nullable: false, comment: 'Ticker, such as `NVDA`.' },
        name: { type: 'text', nullable: false },
        currency: { type: 'character(3)', nullable: false, default: "'USD'::bpchar", comment: 'ISO 4217.' },
      },
      { comment: 'The instruments that are followed.' },
    ),
    aConstraint('trading.symbols', 'symbols_pkey', 'primary key', ['symbol']),
    anIndex('trading.symbols', 'symbols_pkey', ['symbol'], { unique: true, constraint: 'symbols_pkey' }),
    aTable(
      'trading.market_data',
      {
        timestamp: { type: 'timestamp with time zone', nullable: false, comment: 'Start of the bar, UTC.' },
        symbol: { type: 'text', nullable: false, comment: 'Ticker.' },
        high: { type: 'numeric(18,6)', nullable: false, comment: 'Highest price of the bar.' },
        low: { type: 'numeric(18,6)', nullable: false, comment: 'Lowest price of the bar.' },
        spread: { type: 'numeric', default: 'high - low', generated: 'stored', comment: 'Width of the bar.' },
        volume: { type: 'bigint', nullable: false, default: '0' },
        source: { type: 'text', storage: 'EXTERNAL', comment: 'Vendor: a|b|c.' },
      },
      {
        comment: 'Bars of one minute.\nLoading a bar twice is harmless: see https://example.com/loading?a=1&b=2.',
        privileges: { replicator: ['SELECT'], desk_app: ['INSERT', 'SELECT*'] },
      },
    ),
    aHypertable(
      'trading.market_data',
      { column: 'timestamp', interval: days(7) },
      {
        columnstore: {
          segmentBy: ['symbol'],
          orderBy: [{ column: 'timestamp', descending: true, nullsFirst: true }],
          chunkInterval: null,
          sparseIndexes: null,
          directCompress: false,
        },
      },
    ),
    aConstraint('trading.market_data', 'market_data_pkey', 'primary key', ['symbol', 'timestamp']),
    aConstraint('trading.market_data', 'market_data_symbol_fkey', 'foreign key', ['symbol'], {
      references: 'trading.symbols',
      definition: 'FOREIGN KEY (symbol) REFERENCES trading.symbols(symbol)',
    }),
    aConstraint('trading.market_data', 'market_data_check', 'check', ['high', 'low'], {
      definition: 'CHECK ((high >= low))',
      comment: 'A bar is never upside down.',
    }),
    anIndex('trading.market_data', 'market_data_pkey', ['symbol', 'timestamp'], {
      unique: true,
      constraint: 'market_data_pkey',
    }),
    anIndex('trading.market_data', 'idx_market_data_source_time', ['source', 'timestamp'], {
      definition: 'btree (source, "timestamp" DESC)',
      comment: 'Newest bars of one vendor.',
    }),
    aTable(
      'trading.orders',
      {
        order_id: { type: 'uuid', nullable: false, default: 'gen_random_uuid()', comment: 'Given by the desk.' },
        timestamp: { type: 'timestamp with time zone', nullable: false, comment: 'When the order was placed.' },
        symbol: { type: 'text', nullable: false, comment: 'What is traded.' },
        side: { type: 'trading.side', nullable: false, comment: 'Direction.' },
        quantity: { type: 'numeric(18,6)', nullable: false, comment: 'In units of the instrument.' },
      },
      { comment: 'Orders of the desk.', rowSecurity: 'on', owner: 'desk_app' },
    ),
    aHypertable(
      'trading.orders',
      { column: 'timestamp', interval: days(1) },
      {
        dimensions: [
          {
            column: 'timestamp',
            type: 'timestamp with time zone',
            form: 'range',
            interval: days(1),
            partitions: null,
            partitioningFunction: null,
            integerNowFunction: null,
          },
          {
            column: 'symbol',
            type: 'text',
            form: 'hash',
            interval: null,
            partitions: 4,
            partitioningFunction: null,
            integerNowFunction: null,
          },
        ],
      },
    ),
    aConstraint('trading.orders', 'orders_symbol_fkey', 'foreign key', ['symbol'], {
      references: 'trading.symbols',
      definition: 'FOREIGN KEY (symbol) REFERENCES trading.symbols(symbol)',
    }),
    anIndex('trading.orders', 'orders_symbol_time', ['symbol', 'timestamp'], {
      definition: 'btree (symbol, "timestamp" DESC)',
    }),
    {
      triggers: [
        {
          name: 'trading.orders.orders_audit',
          relation: 'trading.orders',
          bare: 'orders_audit',
          definition:
            'CREATE TRIGGER orders_audit AFTER UPDATE ON trading.orders FOR EACH ROW EXECUTE FUNCTION trading.audit()',
          enabled: 'origin',
          comment: 'Keeps who changed what.',
        },
      ],
      rowPolicies: [
        {
          name: 'trading.orders.own_orders',
          relation: 'trading.orders',
          bare: 'own_orders',
          command: 'SELECT',
          permissive: true,
          roles: ['reporting'],
          using: "(symbol <> 'SECRET'::text)",
          check: null,
          comment: null,
        },
      ],
      sequences: [
        {
          name: 'trading.batch_number',
          type: 'bigint',
          start: '1',
          increment: '1',
          minimum: '1',
          maximum: '9223372036854775807',
          cache: '1',
          cycle: false,
          ownedBy: null,
          identity: false,
          persistence: 'permanent',
          owner: null,
          privileges: null,
          comment: 'Numbers the loads.',
        },
      ],
    },
    anEnum('trading.side', ['buy', 'sell'], { comment: 'Direction of an order.' }),
    {
      types: [
        {
          name: 'trading.price',
          form: 'domain',
          definition: {
            base: 'numeric(18,6)',
            nullable: false,
            default: null,
            collation: null,
            checks: { positive: 'CHECK ((VALUE > (0)::numeric))' },
            comments: { positive: 'A price is never free.' },
          },
          owner: null,
          privileges: null,
          comment: null,
        },
      ],
    },
    aRoutine('trading.audit', '', '', { result: 'trigger', language: 'plpgsql', comment: 'Writes the audit trail.' }),
    aRoutine('trading.cleanup', 'integer,jsonb', 'IN job_id integer, IN config jsonb', {
      form: 'procedure',
      result: null,
      language: 'plpgsql',
      comment: 'Removes what nobody asks for.',
    }),
    anAggregate(
      'analytics.ohlc_1h',
      'trading.market_data',
      {
        bucket: { type: 'timestamp with time zone', comment: 'Start of the hour.' },
        symbol: { type: 'text', comment: 'Ticker.' },
        high: { type: 'numeric', comment: 'Highest price of the hour.' },
      },
      {
        query:
          'SELECT time_bucket(\'01:00:00\'::interval, "timestamp") AS bucket,\n    symbol,\n    max(high) AS high\n   FROM trading.market_data\n  GROUP BY (time_bucket(\'01:00:00\'::interval, "timestamp")), symbol',
        materializedOnly: false,
        chunkInterval: days(70),
      },
      { comment: 'Bars of one hour.' },
    ),
    aView(
      'analytics.latest_high',
      ' SELECT symbol,\n    last(high, bucket) AS high\n   FROM analytics.ohlc_1h\n  GROUP BY symbol;',
      ['analytics.ohlc_1h', 'trading.symbols'],
      { symbol: 'text', high: 'numeric' },
      { comment: 'The last hour of each symbol.' },
    ),
    aPolicy(
      'columnstore policy',
      'trading.market_data',
      { compress_after: '7 days' },
      {
        timeType: 'timestamp with time zone',
        scheduleInterval: '12:00:00',
      },
    ),
    aPolicy(
      'retention policy',
      'trading.market_data',
      { drop_after: '1 year' },
      {
        timeType: 'timestamp with time zone',
        fixedSchedule: true,
        initialStart: '2030-01-01 02:00:00+00',
        timezone: 'Europe/Berlin',
      },
    ),
    aPolicy('retention policy', 'trading.orders', { drop_after: '90 days' }, { scheduled: false, owner: 'desk_app' }),
    aPolicy(
      'refresh policy',
      'analytics.ohlc_1h',
      { start_offset: '3 days', end_offset: '01:00:00' },
      {
        scheduleInterval: '01:00:00',
      },
    ),
    aJob({
      name: 'job trading.cleanup',
      procedure: 'trading.cleanup',
      scheduleInterval: '7 days',
      config: { older_than: '30 days' },
    }),
    {
      publications: [
        {
          name: 'trading_data_pub',
          allTables: false,
          operations: ['insert', 'update', 'delete', 'truncate'],
          viaRoot: false,
          generatedColumns: null,
          tables: [{ table: 'trading.symbols', columns: null, where: null }],
          schemas: [],
          owner: null,
          comment: null,
        },
      ],
      roles: [
        aRole('desk_app', { login: true }),
        aRole('replicator', { login: true, replication: true }),
        aRole('reporting'),
      ],
      databaseSettings: [{ name: 'timezone', role: null, setting: 'timezone', value: 'UTC' }],
      defaultPrivileges: [
        {
          name: 'CURRENT_USER in trading: tables',
          role: 'CURRENT_USER',
          schema: 'trading',
          objects: 'tables',
          privileges: { replicator: ['SELECT'] },
        },
      ],
    },
  );
}

function aRole(name: string, over: Partial<SchemaModel['roles'][number]> = {}): SchemaModel['roles'][number] {
  return {
    name,
    login: false,
    superuser: false,
    inherit: true,
    createRole: false,
    createDatabase: false,
    replication: false,
    bypassRowSecurity: false,
    connectionLimit: -1,
    validUntil: null,
    memberOf: [],
    memberOptions: {},
    ...over,
  };
}
