import type { SchemaModel } from '../catalog/model.ts';
import { quoteLiteral } from '../sql/quote.ts';

/** What PostgreSQL searches where nothing was set. */
const STANDARD = '"$user", public';

/** The path in which sessions of the database find names, and its background jobs as well. */
export function searchPathOf({ databaseSettings }: Pick<SchemaModel, 'databaseSettings'>): string {
  return databaseSettings.find(({ role, setting }) => role === null && setting === 'search_path')?.value ?? STANDARD;
}

/**
 * Statements that run functions of the user's own while they are carried out. Everything in a dump is qualified and needs
 * no search_path, but the body of a function may: it sees the one that the database has.
 */
export function withSearchPath(statements: readonly string[], path: string): string[] {
  const set = (value: string): string => `SELECT pg_catalog.set_config('search_path', ${quoteLiteral(value)}, false);`;
  return [set(path), ...statements, set('')];
}
