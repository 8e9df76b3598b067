import type { Session } from '../../engine/types.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { DataSettings } from '../../settings/data.ts';
import { unquoted, withoutSchema } from '../../sql/names.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { timezoneOf } from '../calendar.ts';
import { readTarget } from '../load/target.ts';
import { namesOf, QUALITY_CHECKS } from './checks.ts';
import type { QualityReport } from './quality.ts';

/** Writes a report as one row of the table of reports. @throws UserError where that cannot be written to */
export async function writeReport(session: Session, table: string, report: QualityReport, now: Date): Promise<void> {
  const { name } = await readTarget(session, table);
  const { checks, status, passRate, to, ...details } = report;
  const summary = checks.map(({ name: check, status: ended, count, most }) => ({ check, status: ended, count, most }));
  const findings = Object.fromEntries(checks.filter(({ count }) => count > 0).map((one) => [one.name, one.findings]));
  await session
    .query(
      `INSERT INTO ${name} ("timestamp", report_date, status, checks, pass_rate, details) VALUES ($1, $2, $3, $4, $5, $6)`,
      [now, to, status, JSON.stringify(summary), passRate, JSON.stringify({ ...details, to, findings })],
    )
    .catch((cause: unknown) => {
      throw new UserError(`the report cannot be written to ${name}: ${messageOf(cause)}`, {
        hint: 'Name another table by data.quality.report, or null for none.',
        cause,
      });
    });
}

/**
 * Moves the rows that are bad by themselves (values missing or wrong) to a table beside, `…_quarantine`, with the check
 * that found them: in one transaction.
 */
export async function quarantine(
  session: Session,
  settings: DataSettings,
  { from, to, checks }: QualityReport,
): Promise<{ rows: number; table: string }> {
  const { quality, calendars } = settings;
  const target = await readTarget(session, quality.table);
  const timezone = timezoneOf(quality.calendar, calendars);
  const names = namesOf(target.name, quality, timezone, new Date(0));
  const schema = target.name.slice(0, -withoutSchema(target.name).length);
  const beside = `${schema}${quoteIdentifier(`${unquoted(withoutSchema(target.name))}_quarantine`)}`;
  const columns = target.columns.filter(({ generated }) => !generated).map(({ name }) => quoteIdentifier(name));
  let rows = 0;
  await session.execute('BEGIN');
  try {
    await session.execute(
      `CREATE TABLE IF NOT EXISTS ${beside} AS SELECT ${columns.join(', ')}, ''::text AS quarantine_check, now() AS quarantined_at
         FROM ${target.name} WITH NO DATA`,
    );
    for (const { name, status } of checks) {
      const condition = QUALITY_CHECKS[name]?.rows?.(names);
      if (condition === undefined || status === 'pass') continue;
      const [moved] = await session.query<{ n: string }>(
        `WITH gone AS (DELETE FROM ${target.name} AS t
                        WHERE t.${names.time} >= ($1::date)::timestamp AT TIME ZONE ${names.timezone}
                          AND t.${names.time} < ($2::date + 1)::timestamp AT TIME ZONE ${names.timezone} AND (${condition})
                        RETURNING ${columns.map((column) => `t.${column}`).join(', ')}),
              kept AS (INSERT INTO ${beside} SELECT gone.*, $3::text, now() FROM gone RETURNING 1)
         SELECT count(*)::text AS n FROM kept`,
        [from, to, name],
      );
      rows += Number(moved?.n ?? 0);
    }
    await session.execute('COMMIT');
  } catch (error) {
    await session.execute('ROLLBACK').catch(() => {});
    throw error;
  }
  return { rows, table: beside };
}
