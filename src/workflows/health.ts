import { UserError } from '../errors.ts';
import { type Health, readHealth } from '../health/health.ts';
import { healthWords } from '../health/text.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { openLive } from './source.ts';

export interface HealthResult extends Health {
  ok: boolean;
  server: string;
}

/** Looks at a live database, which is only read. */
export async function health(settings: Settings, context: Context): Promise<HealthResult> {
  const url = settings['database-url'];
  if (url === undefined) {
    throw new UserError('there is no database to look at', {
      hint: 'Name it by --database-url postgres://…, or by database-url in the settings; it is only read.',
    });
  }
  await using live = await openLive(url, settings, context);
  const step = context.reporter.step('health');
  await using session = await live.engine.database.connect();
  const [row] = await session.query<{ version: string | null }>(
    "SELECT (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb') AS version",
  );
  const { edition } = live.engine.versions;
  const found = await readHealth(session, { timescaledb: row?.version ?? null, edition }, settings.health);
  const ok = found.findings.every(({ severity }) => severity === 'notice');
  if (ok) step.done(healthWords(found));
  else step.warn(healthWords(found));
  return { ok, server: live.engine.label, ...found };
}
