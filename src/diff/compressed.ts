import { ACCEPTED_SINCE, type Alteration } from '../catalog/versions.ts';
import type { SchemaPair } from './schema-pair.ts';

/**
 * Why the server refuses to alter a compressed hypertable that way; null where it does not. A hypertable that has the
 * columnstore in both models counts: the ALTER meets it then, in whatever order the two changes are made.
 */
export function refusal(alteration: Alteration, relation: string, context: SchemaPair): string | null {
  if (!isCompressed(relation, context)) return null;
  const since = ACCEPTED_SINCE[alteration];
  if (context.accepts(alteration)) return null;
  return `${server(context)} refuses it while the columnstore is enabled${since === null ? '' : ` (allowed since ${short(since)})`}`;
}

/** A column's type: refused outright before 2.24, and while a compressed chunk exists since. */
export function typeRefusal(relation: string, context: SchemaPair): string | null {
  if (!isCompressed(relation, context)) return null;
  if (context.refuses('column type'))
    return `${server(context)} refuses it while the columnstore is enabled (from 2.24 on, while there are compressed chunks)`;
  return 'TimescaleDB refuses it while there are compressed chunks: decompress them first';
}

/** True for a hypertable or continuous aggregate with the columnstore before and after. */
export function isCompressed(relation: string, context: SchemaPair): boolean {
  return context.before.hasColumnstore(relation) && context.after.hasColumnstore(relation);
}

function server({ timescaledb }: SchemaPair): string {
  return timescaledb === null ? 'TimescaleDB' : `TimescaleDB ${timescaledb}`;
}

function short(version: string): string {
  return version.replace(/\.0$/, '');
}
