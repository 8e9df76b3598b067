import type { SchemaPair } from '../diff/schema-pair.ts';
import { unquoted } from '../sql/names.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { jobQuery, type Place } from './drop.ts';
import type { Piece } from './pieces.ts';
import type { Draft } from './step.ts';

/** How the catalogue looks a kind of piece up by its name. */
const LOOKUPS: { readonly [kind: string]: string } = {
  schema: 'to_regnamespace',
  table: 'to_regclass',
  'foreign table': 'to_regclass',
  view: 'to_regclass',
  'materialized view': 'to_regclass',
  'continuous aggregate': 'to_regclass',
  sequence: 'to_regclass',
  index: 'to_regclass',
  type: 'to_regtype',
  domain: 'to_regtype',
  routine: 'to_regprocedure',
};

/** Where the catalogue keeps the parts of a relation: its table, the column with the relation and the one with the name. */
const PARTS: { readonly [kind: string]: readonly [table: string, relation: string, name: string] } = {
  constraint: ['pg_constraint', 'conrelid', 'conname'],
  trigger: ['pg_trigger', 'tgrelid', 'tgname'],
  rule: ['pg_rewrite', 'ev_class', 'rulename'],
  'row policy': ['pg_policy', 'polrelid', 'polname'],
};

/** What belongs to the database as a whole. */
const NAMED: { readonly [kind: string]: readonly [table: string, name: string] } = {
  publication: ['pg_publication', 'pubname'],
  'event trigger': ['pg_event_trigger', 'evtname'],
  extension: ['pg_extension', 'extname'],
};

/**
 * The query that tells whether a step is done; null where the catalogue does not say: what is made again is there before
 * and after.
 */
export function checkOf({ verb, again, sql }: Draft, piece: Piece, pair: SchemaPair, place: Place): string | null {
  if (verb === 'alter' && piece.kind === 'table') return alteredCheck(piece.name, sql, pair);
  if (again || (verb !== 'create' && verb !== 'drop')) return null;
  const there = isThere(piece, pair, place, verb === 'drop');
  return there === null ? null : `SELECT ${verb === 'create' ? '' : 'NOT '}(${there})`;
}

const ACTION =
  /^(ADD COLUMN|DROP COLUMN|ALTER COLUMN|ADD CONSTRAINT|VALIDATE CONSTRAINT|DROP CONSTRAINT(?: IF EXISTS)?) ("(?:[^"]|"")*")(?: (TYPE|SET NOT NULL|DROP NOT NULL|SET DEFAULT|DROP DEFAULT)\b)?/;

/**
 * Tells whether columns and constraints are those of head; null where the step does something else, too. How PostgreSQL prints
 * a default or a check again is not compared: what it is beside is done in the same transaction.
 */
function alteredCheck(table: string, sql: readonly string[], { before, after }: SchemaPair): string | null {
  const id = `pg_catalog.to_regclass(${quoteLiteral(table)})`;
  const conditions = new Set<string>();
  /** Whether one of them is false before. */
  let isTold = false;
  for (const statement of sql) {
    const head = `ALTER TABLE ${table} `;
    const [, action = '', quoted = '', change] =
      (statement.startsWith(head) ? ACTION.exec(statement.slice(head.length)) : null) ?? [];
    if (action === '' || (action === 'ALTER COLUMN' && change === undefined)) return null;
    const bare = unquoted(quoted);
    if (action.endsWith('COLUMN')) {
      const [had, has] = [before, after].map((side) => side.columnsOf(table).find((one) => one.bare === bare));
      const attribute = `SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = ${id} AND a.attname = ${quoteLiteral(bare)} AND NOT a.attisdropped`;
      const differs = had === undefined || has === undefined || had.type !== has.type || had.nullable !== has.nullable;
      isTold ||= differs;
      if (has === undefined) conditions.add(`NOT EXISTS (${attribute})`);
      else if (differs) {
        conditions.add(
          `EXISTS (${attribute} AND pg_catalog.format_type(a.atttypid, a.atttypmod) = ${quoteLiteral(has.type)} AND a.attnotnull = ${!has.nullable})`,
        );
      }
      continue;
    }
    const [had, has] = [before, after].map((side) => side.constraintsOf(table).find((one) => one.bare === bare));
    isTold ||= (had === undefined) !== (has === undefined) || (had?.definition.endsWith(' NOT VALID') ?? false);
    const constraint = `SELECT FROM pg_catalog.pg_constraint c WHERE c.conrelid = ${id} AND c.conname = ${quoteLiteral(bare)}`;
    if (has === undefined) {
      // One that the step adds and drops again says nothing.
      if (had !== undefined) conditions.add(`NOT EXISTS (${constraint})`);
    } else if (!has.definition.endsWith(' NOT VALID')) conditions.add(`EXISTS (${constraint} AND c.convalidated)`);
  }
  return isTold ? `SELECT ${[...conditions].join('\n  AND ')}` : null;
}

function isThere({ kind, name, on }: Piece, pair: SchemaPair, place: Place, before: boolean): string | null {
  // That of a partitioned table is valid when those of its partitions are attached.
  const parts = pair.after.relation(on ?? '')?.form === 'partitioned table';
  if (kind === 'index' && !before && !parts) {
    return `EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indexrelid = pg_catalog.to_regclass(${quoteLiteral(name)}) AND i.indisvalid)`;
  }
  const lookup = LOOKUPS[kind];
  if (lookup !== undefined) return `pg_catalog.${lookup}(${quoteLiteral(name)}) IS NOT NULL`;
  const part = PARTS[kind];
  if (part !== undefined && on !== null) {
    const [table, relation, column] = part;
    const bare = quoteLiteral(unquoted(name.slice(on.length + 1)));
    return `EXISTS (SELECT FROM pg_catalog.${table} x WHERE x.${relation} = pg_catalog.to_regclass(${quoteLiteral(on)}) AND x.${column} = ${bare})`;
  }
  const named = NAMED[kind];
  if (named !== undefined) {
    return `EXISTS (SELECT FROM pg_catalog.${named[0]} x WHERE x.${named[1]} = ${quoteLiteral(unquoted(name))})`;
  }
  if (kind === 'hypertable') {
    return `EXISTS (SELECT FROM _timescaledb_catalog.hypertable h WHERE pg_catalog.format('%I.%I', h.schema_name, h.table_name) = ${quoteLiteral(name)})`;
  }
  if (kind === 'row security' || kind === 'forced row security') {
    const column = kind === 'row security' ? 'relrowsecurity' : 'relforcerowsecurity';
    return `coalesce((SELECT c.${column} FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(${quoteLiteral(on ?? '')})), false)`;
  }
  if (kind === 'job') {
    const job = (before ? pair.before : pair.after).model.jobs.find((one) => one.name === name);
    return job === undefined ? null : `EXISTS (${jobQuery(job, place)})`;
  }
  return null;
}
