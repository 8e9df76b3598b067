import type { SchemaPair } from '../diff/schema-pair.ts';

/** How a continuous aggregate that is made anew gets what the old one holds. */
export function copyAggregate(
  _name: string,
  _pair: SchemaPair,
  _old: string,
): { sql: string[]; message: string } | { refused: string } {
  return { refused: 'a continuous aggregate is not made anew yet: what it holds would be lost' };
}
