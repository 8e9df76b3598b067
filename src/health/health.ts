import type { ServerVersions, Session } from '../engine/types.ts';
import type { HealthSettings } from '../settings/health.ts';
import { HEALTH_CHECKS, type HealthCheck } from './checks.ts';

/** Something that is not well in a live database. */
export interface HealthFinding {
  check: string;
  severity: HealthCheck['severity'];
  object: string;
  /** In the measure of the threshold. */
  value: number;
  measured: string;
  remedy: string;
}

export interface Health {
  findings: HealthFinding[];
  /** Every check that was made, with its threshold. */
  checked: { check: string; threshold: number | null }[];
  /** What could not be looked at; never counted as well. */
  unchecked: { check: string; object: string | null; why: string }[];
}

/** SQLSTATEs of a query that this version of the server has nothing for. */
const ABSENT = new Set(['42P01', '42703', '42883', '55000']);

/** Makes every check that fits the server. It only reads. */
export async function readHealth(
  session: Session,
  { timescaledb, edition }: { timescaledb: string | null; edition: ServerVersions['edition'] },
  thresholds: HealthSettings,
): Promise<Health> {
  const health: Health = { findings: [], checked: [], unchecked: [] };
  // Names are read as they are written, and times say their zone.
  await session.execute("SET search_path = ''; SET timezone = 'UTC'; SET jit = off");
  const [row] = await session.query<{ may: string }>(
    "SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')::text AS may",
  );
  const seesStatistics = row?.may === 'true';
  for (const check of HEALTH_CHECKS) {
    const why = obstacle(check, timescaledb, edition, seesStatistics);
    if (why === null) await make(check, session, thresholds, health);
    else health.unchecked.push({ check: check.id, object: null, why });
  }
  return health;
}

function obstacle(
  { on, needsStatistics }: HealthCheck,
  timescaledb: string | null,
  edition: ServerVersions['edition'],
  seesStatistics: boolean,
): string | null {
  if (on !== 'postgres' && timescaledb === null) return 'needs TimescaleDB in this database';
  if (on === 'community' && edition === 'apache')
    return 'needs the community edition: the Apache edition has no policies';
  if (needsStatistics && !seesStatistics) return 'needs: GRANT pg_monitor TO the role';
  return null;
}

async function make(check: HealthCheck, session: Session, thresholds: HealthSettings, health: Health): Promise<void> {
  const threshold = check.threshold === null ? null : thresholds[check.threshold];
  try {
    const rows = await session.query<Omit<HealthFinding, 'check' | 'severity'>>(
      check.sql,
      threshold === null ? [] : [threshold],
    );
    const { id, severity } = check;
    health.findings.push(...rows.map((one) => ({ check: id, severity, ...one, value: Number(one.value) })));
    health.checked.push({ check: id, threshold });
    if (check.unknown === undefined) return;
    const unknown = await session.query<{ object: string; why: string }>(check.unknown);
    health.unchecked.push(...unknown.map((one) => ({ check: id, ...one })));
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // What the server says of one query leaves the other checks; a connection that is gone leaves none.
    if (code === undefined || !/^[0-9A-Z]{5}$/.test(code) || /^(08|57P)/.test(code)) throw error;
    const reason =
      code === '42501'
        ? 'needs a right'
        : ABSENT.has(code)
          ? 'this server has nothing to ask for it'
          : 'the server refuses the query';
    const why = `${reason}: ${message}`;
    health.unchecked.push({ check: check.id, object: null, why });
  }
}
