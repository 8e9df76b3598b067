import { createHash } from 'node:crypto';
import type { SchemaPair, Side } from '../diff/schema-pair.ts';
import { schemaOf, unquoted, withoutSchema } from '../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import type { Piece } from './pieces.ts';

/**
 * The schema that things stand in while what takes their place gets their rows: one for each that they come from, since
 * two schemas may have tables of one name.
 */
export function asideSchema(name: string): string {
  const schema = unquoted(schemaOf(name));
  if (/^[a-z0-9_]{1,40}$/.test(schema)) return `timescale_ci_old_${schema}`;
  const hash = createHash('sha256').update(schema).digest('hex').slice(0, 8);
  return `timescale_ci_old_${schema
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 30)}_${hash}`;
}

/** What a thing is called while it stands aside. */
export function asideName(name: string): string {
  return `${asideSchema(name)}.${withoutSchema(name)}`;
}

/** Moves a thing aside, with all that PostgreSQL moves with a table: indexes, constraints and the sequences it owns. */
export function moveAside({ kind, name }: Piece): { sql: string[]; undo: string[] } {
  const word = kind.toUpperCase();
  return {
    sql: [`ALTER ${word} ${name} SET SCHEMA ${asideSchema(name)};`],
    undo: [`ALTER ${word} ${asideName(name)} SET SCHEMA ${schemaOf(name)};`],
  };
}

/** Keeps the rows of a table, and where its sequences stand, in tables of their names, and drops it. */
export function keepCopy(name: string, before: Side): string[] {
  return [
    // Rows that came between the two would be lost.
    `LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE;`,
    `CREATE TABLE ${asideName(name)} AS SELECT * FROM ${name};`,
    ...ownedBy(name, before).map(
      (one) => `CREATE TABLE ${asideName(one)} AS SELECT last_value, is_called FROM ${one};`,
    ),
    `DROP TABLE ${name};`,
  ];
}

/** Keeps where a sequence stands in a table of its name. */
export function keepSequence(name: string): string {
  return `CREATE TABLE ${asideName(name)} AS SELECT last_value, is_called FROM ${name};`;
}

/** Drops what keepCopy() made. */
export function dropCopy(name: string, before: Side): string[] {
  return [name, ...ownedBy(name, before)].map((one) => `DROP TABLE ${asideName(one)};`);
}

function ownedBy(table: string, before: Side): string[] {
  const columns = new Set(before.columnsOf(table).map(({ name }) => name));
  return before.model.sequences.filter((one) => columns.has(one.ownedBy ?? '')).map((one) => one.name);
}

/** Sets a sequence to where another stands, or stood. */
export function setFrom(sequence: string, old: string): string {
  return `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, last_value, is_called) FROM ${old};`;
}

/**
 * Fills a table from the one that stands aside, with the columns that both have.
 *
 * @param isAside whether a type stands aside, too: then the new one of its name takes values by their text
 */
export function copyRows(name: string, pair: SchemaPair, isAside: (type: string) => boolean): string[] {
  const old = pair.before.columnsOf(name);
  const shared = pair.after
    .columnsOf(name)
    .filter(({ bare, generated }) => generated === null && old.some((one) => one.bare === bare));
  if (shared.length === 0) return [];
  const form = pair.before.relation(name)?.form;
  const whole = form === 'partitioned table' || pair.before.hypertable(name) !== undefined;
  const values = shared.map(({ bare, type }) => {
    const column = quoteIdentifier(bare);
    if (isAside(type)) return `${column}::text::${type}`;
    return old.find((one) => one.bare === bare)?.type === type ? column : `${column}::${type}`;
  });
  const list = shared.map(({ bare }) => quoteIdentifier(bare)).join(', ');
  return [
    `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} FROM ${whole ? '' : 'ONLY '}${asideName(name)};`,
  ];
}
