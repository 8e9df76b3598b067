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
