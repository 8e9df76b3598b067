/**
 * Since which version TimescaleDB accepts what it refused before; null: not yet. From
 * check_alter_table_allowed_on_ht_with_compression() and its neighbours in src/process_utility.c at every release from
 * 2.14.0 to 2.29.2. With an enabled columnstore (compression), adding, dropping and defaulting columns, indexes,
 * statistics, storage parameters, owner and tablespace always worked.
 */
export const ACCEPTED_SINCE = {
  'foreign key to a hypertable': '2.16.0',
  'switching a trigger of a hypertable': '2.28.3',
  'adding columns to a continuous aggregate': '2.28.0',
  'changing the owner of a policy with its table': '2.25.2',
  // While the columnstore is enabled.
  'drop constraint': '2.15.0',
  'replica identity': '2.16.0',
  'add constraint': '2.18.0',
  'not null': '2.18.0',
  'access method': '2.18.0',
  'logged or unlogged': '2.23.0',
  'column type': '2.24.0',
  'column privileges': '2.24.0',
  'row security': null,
  'column storage': null,
  'column options': null,
} as const satisfies { readonly [what: string]: string | null };

export type Alteration = keyof typeof ACCEPTED_SINCE;

/** True where a version is known, and older than the first that accepts it; what none accepts is not a matter of versions. */
export function refusedBy(timescaledb: string | null, what: Alteration): boolean {
  const since = ACCEPTED_SINCE[what];
  return timescaledb !== null && since !== null && isBefore(timescaledb, since);
}

/** True where one version of TimescaleDB came before another: `2.14.2` before `2.16`. A `-dev` counts as its release. */
export function isBefore(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split('-')[0]?.split('.').map(Number) ?? []);
  for (let i = 0; i < 3; i++) {
    const [x, y] = [a?.[i] ?? 0, b?.[i] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}

/**
 * Until when PostgreSQL's major versions get fixes (postgresql.org/support/versioning), and the last minor
 * version of TimescaleDB that runs on each (its CHANGELOG.md at 2.29.2); null where none has left it yet.
 */
export const POSTGRES_SUPPORT = [
  { postgres: 12, ends: '2024-11-21', lastTimescaledb: '2.12' },
  { postgres: 13, ends: '2025-11-13', lastTimescaledb: '2.15' },
  { postgres: 14, ends: '2026-11-12', lastTimescaledb: '2.19' },
  { postgres: 15, ends: '2027-11-11', lastTimescaledb: '2.28' },
  { postgres: 16, ends: '2028-11-09', lastTimescaledb: null },
  { postgres: 17, ends: '2029-11-08', lastTimescaledb: null },
  { postgres: 18, ends: '2030-11-14', lastTimescaledb: null },
] as const;

/**
 * When each minor version of TimescaleDB came out (CHANGELOG.md at 2.29.2). Fixes go into the newest one alone, so there is
 * no date of end but its age.
 */
export const TIMESCALEDB_RELEASES = {
  '2.11': '2023-05-12',
  '2.12': '2023-09-27',
  '2.13': '2023-11-28',
  '2.14': '2024-02-08',
  '2.15': '2024-05-08',
  '2.16': '2024-07-31',
  '2.17': '2024-10-08',
  '2.18': '2025-01-23',
  '2.19': '2025-03-18',
  '2.20': '2025-05-15',
  '2.21': '2025-07-08',
  '2.22': '2025-09-02',
  '2.23': '2025-10-29',
  '2.24': '2025-12-03',
  '2.25': '2026-01-29',
  '2.26': '2026-03-24',
  '2.27': '2026-05-12',
  '2.28': '2026-06-16',
  '2.29': '2026-07-28',
} as const;
