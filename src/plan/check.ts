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
export function checkOf({ verb, again }: Draft, piece: Piece, pair: SchemaPair, place: Place): string | null {
  if (again || (verb !== 'create' && verb !== 'drop')) return null;
  const there = isThere(piece, pair, place, verb === 'drop');
  return there === null ? null : `SELECT ${verb === 'create' ? '' : 'NOT '}(${there})`;
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
