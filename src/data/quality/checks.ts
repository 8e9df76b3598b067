import type { CheckSettings, QualitySettings } from '../../settings/data.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';

/** What the SQL of a check is made of: names are quoted, values come as parameters. */
export interface Names {
  table: string;
  time: string;
  symbol: string;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  source: string | null;
  /** The time zone of the exchange, as a constant. */
  timezone: string;
  /** The moment of the run, as a constant. */
  now: string;
}

/** A check that is built in. */
export interface QualityCheck {
  /** What it finds, for people. */
  finds: string;
  severity: 'fail' | 'warn';
  /** Which rows are bad: a condition on `t`. Only these can be put into quarantine. */
  rows?(names: Names): string;
  /** A query with the columns symbol, at and found. $1 and $2 are the bounds in time; $3 the sessions, $4 the symbols. */
  sql?(names: Names, settings: CheckSettings): string;
}

/** The sessions, as `t` of the queries needs them. */
const SESSIONS = 'json_to_recordset($3::json) AS s (day date, open timestamptz, close timestamptz)';
/** The symbols that must be there. */
const SYMBOLS = 'unnest($4::text[]) AS y (symbol)';

const within = ({ time }: Names) => `t.${time} >= $1::timestamptz AND t.${time} < $2::timestamptz`;
const bySymbol = ({ symbol, source }: Names) =>
  [symbol, ...(source === null ? [] : [source])].map((c) => `t.${c}`).join(', ');

/** In the order of reports. */
export const QUALITY_CHECKS: Readonly<Record<string, QualityCheck>> = {
  missing: {
    finds: 'A value is missing, or not a number',
    severity: 'fail',
    rows: ({ open, high, low, close, volume }) =>
      `num_nulls(t.${open}, t.${high}, t.${low}, t.${close}, t.${volume}) > 0
       OR 'NaN' IN (t.${open}, t.${high}, t.${low}, t.${close}, t.${volume})`,
  },
  values: {
    finds: 'A price is not positive, or a volume negative or infinite',
    severity: 'fail',
    rows: ({ open, high, low, close, volume }) =>
      `least(t.${open}, t.${high}, t.${low}, t.${close}) <= 0 OR t.${volume} < 0 OR t.${volume}::text = 'Infinity'`,
  },
  ohlc: {
    finds: 'High is below low, or open or close is outside of both',
    severity: 'fail',
    rows: ({ open, high, low, close }) =>
      `t.${high} < t.${low} OR t.${open} NOT BETWEEN t.${low} AND t.${high} OR t.${close} NOT BETWEEN t.${low} AND t.${high}`,
  },
  duplicates: {
    finds: 'A bar is there more than once',
    severity: 'fail',
    sql: (names, { columns }) => {
      const { table, symbol, time } = names;
      const by = columns?.map((name) => `t.${quoteIdentifier(name)}`).join(', ') ?? `${bySymbol(names)}, t.${time}`;
      return `SELECT min(t.${symbol}) AS symbol, min(t.${time}) AS at, count(*) || ' times' AS found
                FROM ${table} AS t WHERE ${within(names)} GROUP BY ${by} HAVING count(*) > 1`;
    },
  },
  future: {
    finds: 'A bar is in the future',
    severity: 'fail',
    sql: ({ table, symbol, time, now }) =>
      `SELECT t.${symbol} AS symbol, t.${time} AS at, 'ahead of the clock' AS found FROM ${table} AS t WHERE t.${time} > ${now}`,
  },
  gaps: {
    finds: 'Minutes of a session have no bar',
    severity: 'fail',
    sql: (names, { minutes = 0 }) => {
      const { table, symbol, time, now } = names;
      return `WITH bars AS (SELECT DISTINCT t.${symbol} AS symbol, date_trunc('minute', t.${time}) AS at FROM ${table} AS t WHERE ${within(names)}),
       missing AS (SELECT y.symbol, s.day, m.at
                     FROM ${SESSIONS} CROSS JOIN ${SYMBOLS}
                    CROSS JOIN LATERAL generate_series(s.open, s.close - interval '1 minute', interval '1 minute') AS m (at)
                     LEFT JOIN bars AS b ON b.symbol = y.symbol AND b.at = m.at
                    WHERE b.at IS NULL AND s.close <= ${now}),
       runs AS (SELECT *, at - row_number() OVER (PARTITION BY symbol, day ORDER BY at) * interval '1 minute' AS run FROM missing),
       lengths AS (SELECT symbol, day, min(at) AS at, count(*) AS n FROM runs GROUP BY symbol, day, run)
       SELECT symbol, min(at) AS at, sum(n) || ' minutes in ' || count(*) || ' places' AS found FROM lengths
        GROUP BY symbol, day HAVING max(n) > ${minutes}`;
    },
  },
  rows: {
    finds: 'A session has too few bars, or more than there are minutes',
    severity: 'fail',
    sql: (names, { least = 0.95 }) => {
      const { table, symbol, time, source, now } = names;
      const one = source === null ? 'true' : `t.${source}`;
      return `WITH counted AS (SELECT y.symbol, s.open, s.close, extract(epoch FROM s.close - s.open) / 60 AS minutes,
              (SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM ${table} AS t
                WHERE t.${symbol} = y.symbol AND t.${time} >= s.open AND t.${time} < s.close GROUP BY ${one}) AS c) AS n
                FROM ${SESSIONS} CROSS JOIN ${SYMBOLS} WHERE s.close <= ${now})
       SELECT symbol, open AS at, n || ' of ' || round(minutes) || ' bars' AS found FROM counted WHERE n < minutes * ${least} OR n > minutes + 1`;
    },
  },
  'off-session': {
    finds: 'A bar is outside of any session, early and late hours included',
    severity: 'fail',
    sql: (names) => {
      const { table, symbol, time, timezone } = names;
      return `SELECT t.${symbol} AS symbol, t.${time} AS at, 'no session' AS found
                FROM ${table} AS t
                LEFT JOIN ${SESSIONS} ON s.day = (t.${time} AT TIME ZONE ${timezone})::date
                 AND t.${time} >= s.open - interval '330 minutes' AND t.${time} < s.close + interval '4 hours'
               WHERE ${within(names)} AND s.day IS NULL`;
    },
  },
  stale: {
    finds: 'The price of a symbol does not move at all',
    severity: 'warn',
    sql: (names, { bars = 15 }) => {
      const { table, symbol, time, high, low, close } = names;
      return `WITH flat AS (SELECT t.${symbol} AS symbol, t.${time} AS at, ${bySymbol(names).includes(',') ? `t.${names.source}` : "''"} AS source,
              t.${high} = t.${low} AND t.${close} = lag(t.${close}) OVER w AS still
                FROM ${table} AS t WHERE ${within(names)} WINDOW w AS (PARTITION BY ${bySymbol(names)} ORDER BY t.${time})),
       runs AS (SELECT *, count(*) FILTER (WHERE still IS NOT TRUE) OVER (PARTITION BY symbol, source ORDER BY at) AS run FROM flat)
       SELECT symbol, min(at) AS at, count(*) || ' bars' AS found FROM runs WHERE still GROUP BY symbol, source, run HAVING count(*) >= ${bars}`;
    },
  },
  jumps: {
    finds: 'A price changes more from one bar to the next than a split explains',
    severity: 'warn',
    sql: (names, { share = 0.25 }) => {
      const { table, symbol, time, close } = names;
      return `WITH steps AS (SELECT t.${symbol} AS symbol, t.${time} AS at, t.${close} AS price,
              lag(t.${close}) OVER w AS before, lag(t.${time}) OVER w AS since
                FROM ${table} AS t WHERE ${within(names)} AND t.${close} > 0 WINDOW w AS (PARTITION BY ${bySymbol(names)} ORDER BY t.${time})),
       ratios AS (SELECT *, price * coalesce((SELECT exp(sum(ln(p.ratio))) FROM json_to_recordset($5::json) AS p (symbol text, at timestamptz, ratio numeric)
                  WHERE p.symbol = steps.symbol AND p.at > steps.since AND p.at <= steps.at), 1) / nullif(before, 0) AS ratio FROM steps)
       SELECT symbol, at, 'from ' || round(before, 4) || ' to ' || round(price, 4) AS found FROM ratios WHERE greatest(ratio, 1 / nullif(ratio, 0)) - 1 > ${share}`;
    },
  },
  'zero-volume': {
    finds: 'Nothing was traded in a bar of a session',
    severity: 'warn',
    sql: (names) => {
      const { table, symbol, time, volume } = names;
      return `SELECT t.${symbol} AS symbol, t.${time} AS at, 'volume 0' AS found FROM ${table} AS t
                JOIN ${SESSIONS} ON t.${time} >= s.open AND t.${time} < s.close WHERE ${within(names)} AND t.${volume} = 0`;
    },
  },
  freshness: {
    finds: 'The newest bar of a symbol is before the close of the last session',
    severity: 'fail',
    sql: (names, { minutes = 5 }) => {
      const { table, symbol, time, now } = names;
      return `WITH last AS (SELECT max(s.close) AS close FROM ${SESSIONS} WHERE s.close <= ${now}),
       newest AS (SELECT y.symbol, (SELECT max(t.${time}) FROM ${table} AS t WHERE t.${symbol} = y.symbol) AS at FROM ${SYMBOLS})
       SELECT n.symbol, coalesce(n.at, last.close) AS at, CASE WHEN n.at IS NULL THEN 'no bar at all' ELSE 'the newest' END AS found FROM newest AS n, last
        WHERE last.close IS NOT NULL AND (n.at IS NULL OR n.at < last.close - interval '${minutes + 1} minutes')`;
    },
  },
};

/** The names of the settings, as SQL writes them. */
export function namesOf(table: string, { columns }: QualitySettings, timezone: string, now: Date): Names {
  const { source, ...others } = columns;
  const quoted = Object.fromEntries(Object.entries(others).map(([key, name]) => [key, quoteIdentifier(name)]));
  return {
    ...(quoted as Omit<Names, 'table' | 'source' | 'timezone' | 'now'>),
    table,
    source: source === null ? null : quoteIdentifier(source),
    timezone: quoteLiteral(timezone),
    now: `${quoteLiteral(now.toISOString())}::timestamptz`,
  };
}

/** The query of a check. */
export function sqlOf(check: QualityCheck, names: Names, settings: CheckSettings): string {
  if (check.sql !== undefined) return check.sql(names, settings);
  const { table, symbol, time, open, high, low, close, volume } = names;
  const values = [open, high, low, close, volume]
    .map((name) => `coalesce(t.${name}::text, 'none')`)
    .join(` || ' ' || `);
  return `SELECT t.${symbol} AS symbol, t.${time} AS at, ${values} AS found FROM ${table} AS t
           WHERE ${within(names)} AND (${check.rows?.(names)})`;
}
