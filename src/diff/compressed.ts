import type { Context } from './context.ts';

/**
 * Since which version TimescaleDB lets a hypertable be altered while its columnstore (compression) is enabled; null: not
 * yet. From check_alter_table_allowed_on_ht_with_compression() in src/process_utility.c at every release from 2.14.0 to
 * 2.29.2. Adding, dropping and defaulting columns, indexes, statistics, storage parameters, owner and tablespace always
 * worked.
 */
const ALLOWED_SINCE = {
  'drop constraint': '2.15.0',
  'replica identity': '2.16.0',
  'add constraint': '2.18.0',
  'not null': '2.18.0',
  'access method': '2.18.0',
  'logged or unlogged': '2.23.0',
  'row security': null,
  'column storage': null,
  'column options': null,
} as const;

export type Alteration = keyof typeof ALLOWED_SINCE;

/**
 * Why the server refuses to alter a compressed hypertable that way; null where it does not. A hypertable that has the
 * columnstore in both models counts: the ALTER meets it then, in whatever order the two changes are made.
 */
export function refusal(alteration: Alteration, relation: string, context: Context): string | null {
  if (!isCompressed(relation, context)) return null;
  const since = ALLOWED_SINCE[alteration];
  if (since !== null && !context.olderThan(since)) return null;
  return `${server(context)} refuses it while the columnstore is enabled${since === null ? '' : ` (allowed since ${short(since)})`}`;
}

/** A column's type: refused outright before 2.24, and while a compressed chunk exists since. */
export function typeRefusal(relation: string, context: Context): string | null {
  if (!isCompressed(relation, context)) return null;
  if (context.olderThan('2.24.0'))
    return `${server(context)} refuses it while the columnstore is enabled (from 2.24 on, while there are compressed chunks)`;
  return 'TimescaleDB refuses it while there are compressed chunks: decompress them first';
}

/** True for a hypertable or continuous aggregate with the columnstore before and after. */
export function isCompressed(relation: string, context: Context): boolean {
  return context.before.hasColumnstore(relation) && context.after.hasColumnstore(relation);
}

function server({ timescaledb }: Context): string {
  return timescaledb === null ? 'TimescaleDB' : `TimescaleDB ${timescaledb}`;
}

function short(version: string): string {
  return version.replace(/\.0$/, '');
}
