import type { ServerVersions, Session } from './types.ts';

/**
 * Asks a server which PostgreSQL and TimescaleDB answer. The installed extension counts before the installable one.
 * `timescaledb.license` is only set where the library is loaded (a fresh database without the extension has none
 * until then), so an unknown edition is read from the file configuration later, by the caller, after CREATE EXTENSION.
 */
export async function readVersions(session: Session): Promise<ServerVersions> {
  const [row] = await session.query<{ postgres: string; timescaledb: string | null; license: string | null }>(`
    SELECT regexp_replace(current_setting('server_version'), ' .*', '') AS postgres,
           coalesce((SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb'),
                    (SELECT default_version FROM pg_catalog.pg_available_extensions WHERE name = 'timescaledb')) AS timescaledb,
           current_setting('timescaledb.license', true) AS license`);
  return {
    postgres: row?.postgres ?? '',
    timescaledb: row?.timescaledb ?? '',
    edition: row?.license === 'apache' ? 'apache' : 'community',
  };
}

/** `TimescaleDB 2.23.0 (community) on PostgreSQL 17.5` */
export function describeServer(versions: ServerVersions): string {
  return `TimescaleDB ${versions.timescaledb} (${versions.edition}) on PostgreSQL ${versions.postgres}`;
}
