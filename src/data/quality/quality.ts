import type { Session } from '../../engine/types.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { CheckSettings, DataSettings } from '../../settings/data.ts';
import { sessionsOf, timezoneOf } from '../calendar.ts';
import { readTarget } from '../load/target.ts';
import { type Names, namesOf, QUALITY_CHECKS, sqlOf } from './checks.ts';

/** Something that a check found. */
export interface QualityFinding {
  symbol: string | null;
  /** ISO 8601, in UTC. */
  at: string | null;
  found: string;
}

/** How a check ended. */
export interface CheckResult {
  name: string;
  finds: string;
  status: 'pass' | 'warn' | 'fail';
  count: number;
  /** So many are all right. */
  most: number;
  /** The first of them, by time. */
  findings: QualityFinding[];
}

export interface QualityReport {
  table: string;
  environment: string;
  from: string;
  to: string;
  status: 'PASS' | 'WARN' | 'FAIL';
  /** Share of the checks that passed, in percent. */
  passRate: number;
  symbols: string[];
  sessions: number;
  rows: number;
  checks: CheckResult[];
  /** Rows that were moved to quarantine, and where to. */
  quarantined: { rows: number; table: string } | null;
}

export interface QualityOptions {
  environment: string;
  /** Days of the exchange, both included; undefined for as far as the table goes. */
  from: string | undefined;
  to: string | undefined;
  now: Date;
  /** How many findings of each check are told. */
  shown: number;
  onCheck(name: string): void;
}

/**
 * Looks at a table of bars, which is only read.
 *
 * @throws UserError where the settings do not fit the table
 */
export async function checkQuality(
  session: Session,
  settings: DataSettings,
  options: QualityOptions,
): Promise<QualityReport> {
  const { quality, calendars } = settings;
  const target = await readTarget(session, quality.table);
  const wanted = Object.values(quality.columns).filter((name) => name !== null);
  const missing = wanted.find((name) => !target.columns.some((column) => column.name === name));
  if (missing !== undefined) {
    throw new UserError(`${target.name} has no column "${missing}"`, {
      hint: 'Say what its columns are called by data.quality.columns in the settings.',
    });
  }
  const names = namesOf(target.name, quality, timezoneOf(quality.calendar, calendars), options.now);
  const chosen = chosenChecks(settings, options.environment);
  const live = chosen.some(({ name }) => name === 'freshness');
  const extent = await readExtent(session, names, options, live);
  const sessions = sessionsOf(quality.calendar, calendars, extent.from, extent.to);
  const symbols = quality.symbols.length > 0 ? quality.symbols : await readSymbols(session, names, extent);
  const parameters = [
    `${extent.from} 00:00 ${timezoneOf(quality.calendar, calendars)}`,
    extent.end,
    JSON.stringify(sessions.map(({ day, open, close }) => ({ day, open, close }))),
    symbols,
    JSON.stringify(quality.splits.map(({ symbol, date, ratio }) => ({ symbol, at: startOf(date, settings), ratio }))),
  ];
  const checks: CheckResult[] = [];
  for (const check of chosen) {
    options.onCheck(check.name);
    checks.push(await runCheck(session, check, names, parameters, options.shown));
  }
  const [counted] = await session.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM ${names.table} AS t WHERE t.${names.time} >= $1::timestamptz AND t.${names.time} < $2::timestamptz`,
    parameters.slice(0, 2),
  );
  const passed = checks.filter(({ status }) => status === 'pass').length;
  return {
    table: target.name,
    environment: options.environment,
    from: extent.from,
    to: extent.to,
    status: checks.some(({ status }) => status === 'fail') ? 'FAIL' : passed < checks.length ? 'WARN' : 'PASS',
    passRate: checks.length === 0 ? 100 : Math.floor((passed / checks.length) * 10_000) / 100,
    symbols,
    sessions: sessions.length,
    rows: Number(counted?.n ?? 0),
    checks,
    quarantined: null,
  };
}

interface Chosen extends CheckSettings {
  name: string;
  severity: 'fail' | 'warn';
}

/** What is built in and what is one's own, with what the environment makes of it. */
function chosenChecks({ quality }: DataSettings, environment: string): Chosen[] {
  const here = quality.environments[environment];
  if (here === undefined && !['ci', 'production'].includes(environment)) {
    throw new UserError(`there is no environment ${environment}`, {
      hint: `Name it in data.quality.environments; there are ${['ci', 'production', ...Object.keys(quality.environments)].join(', ')}.`,
    });
  }
  const all = [
    ...new Set([...Object.keys(QUALITY_CHECKS), ...Object.keys(quality.checks), ...Object.keys(here ?? {})]),
  ];
  return all.flatMap((name): Chosen[] => {
    const settings = { ...quality.checks[name], ...here?.[name] };
    const builtIn = QUALITY_CHECKS[name];
    if (builtIn === undefined && settings.sql === undefined) {
      throw new UserError(`there is no check ${name}`, {
        hint: `Built in are ${Object.keys(QUALITY_CHECKS).join(', ')}; one of your own needs its sql.`,
      });
    }
    // A test database holds old bars: nobody waits for new ones there.
    const usual = name === 'freshness' && environment === 'ci' ? 'off' : (builtIn?.severity ?? 'fail');
    const severity = settings.severity ?? usual;
    return severity === 'off' ? [] : [{ ...settings, name, severity }];
  });
}

async function runCheck(
  session: Session,
  check: Chosen,
  names: Names,
  parameters: readonly unknown[],
  shown: number,
): Promise<CheckResult> {
  const builtIn = QUALITY_CHECKS[check.name];
  const own = check.sql;
  const query =
    own !== undefined
      ? `SELECT NULL::text AS symbol, NULL::timestamptz AS at, to_jsonb(o)::text AS found FROM (${own.replace(/;\s*$/, '')}\n) AS o`
      : sqlOf(builtIn as (typeof QUALITY_CHECKS)[string], names, check);
  const used = own !== undefined ? [] : parameters.slice(0, highest(query));
  const rows = await session
    .query<{ count: string; symbol: string | null; at: string | null; found: string }>(
      `SELECT count(*) OVER ()::text AS count, f.symbol::text AS symbol, f.found::text AS found,
              to_char(f.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
         FROM (${query}) AS f${typed(used)} ORDER BY f.at, f.symbol LIMIT ${shown}`,
      used,
    )
    .catch((cause: unknown) => {
      throw new UserError(`the check ${check.name} cannot be run: ${messageOf(cause)}`, {
        hint: own === undefined ? 'Compare data.quality.columns with the table.' : 'Mend its sql in the settings.',
        cause,
      });
    });
  const count = Number(rows[0]?.count ?? 0);
  const most = check.most ?? 0;
  return {
    name: check.name,
    finds: builtIn?.finds ?? 'A query of your own has rows',
    status: count <= most ? 'pass' : check.severity,
    count,
    most,
    findings: rows.map(({ symbol, at, found }) => ({ symbol, at, found })),
  };
}

/** The last parameter that a query reads. */
function highest(query: string): number {
  return Math.max(0, ...[...query.matchAll(/\$(\d)/g)].map(([, n]) => Number(n)));
}

/** The server must be told the type of a parameter that a query passes over. */
function typed(parameters: readonly unknown[]): string {
  const types = ['timestamptz', 'timestamptz', 'json', 'text[]', 'json'];
  const all = parameters.map((_, at) => `$${at + 1}::${types[at]} IS NULL`);
  return all.length === 0 ? '' : ` WHERE ${all.join(' OR ')} OR true`;
}

interface Extent {
  from: string;
  to: string;
  /** The moment after the last day. */
  end: string;
}

async function readExtent(
  session: Session,
  names: Names,
  { from, to, now }: QualityOptions,
  live: boolean,
): Promise<Extent> {
  const [row] = await session.query<{ from: string | null; to: string | null }>(
    `SELECT to_char(min(t.${names.time}) AT TIME ZONE ${names.timezone}, 'YYYY-MM-DD') AS from,
            to_char(max(t.${names.time}) FILTER (WHERE isfinite(t.${names.time})) AT TIME ZONE ${names.timezone}, 'YYYY-MM-DD') AS to
       FROM ${names.table} AS t`,
  );
  const today = now.toISOString().slice(0, 10);
  const first = from ?? row?.from ?? today;
  // Where new bars are waited for, those that did not come are missing.
  const last = to ?? (live ? today : (row?.to ?? today));
  const [end] = await session.query<{ end: string }>(
    `SELECT (($1::date + 1)::timestamp AT TIME ZONE ${names.timezone})::text AS end`,
    [last],
  );
  return { from: first, to: last, end: end?.end ?? last };
}

async function readSymbols(session: Session, names: Names, { from, end }: Extent): Promise<string[]> {
  const rows = await session.query<{ symbol: string }>(
    `SELECT DISTINCT t.${names.symbol}::text AS symbol FROM ${names.table} AS t
      WHERE t.${names.time} >= ($1::date)::timestamp AT TIME ZONE ${names.timezone} AND t.${names.time} < $2::timestamptz AND t.${names.symbol} IS NOT NULL ORDER BY 1`,
    [from, end],
  );
  return rows.map(({ symbol }) => symbol);
}

/** The open of the first session at the new price; prices before it are the old ones. */
function startOf(date: string, { quality, calendars }: DataSettings): Date {
  const [first] = sessionsOf(quality.calendar, calendars, date, date);
  return new Date((first?.open ?? new Date(`${date}T12:00:00Z`)).getTime() - 330 * 60_000);
}
