import type { SchemaPair } from '../diff/schema-pair.ts';
import { quoteLiteral } from '../sql/quote.ts';
import type { Place } from './drop.ts';
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

/** The query that tells whether a step is done; null where the catalogue does not say. */
export function checkOf({ verb, again }: Draft, piece: Piece, _pair: SchemaPair, _place: Place): string | null {
  if (again || (verb !== 'create' && verb !== 'drop')) return null;
  const lookup = LOOKUPS[piece.kind];
  if (lookup === undefined) return null;
  return `SELECT pg_catalog.${lookup}(${quoteLiteral(piece.name)}) IS ${verb === 'create' ? 'NOT ' : ''}NULL`;
}
