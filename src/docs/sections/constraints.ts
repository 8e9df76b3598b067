import type { Constraint } from '../../catalog/model.ts';
import { type Block, blocks, code, prose, table, title } from '../content.ts';
import { relationLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';

const ORDER: readonly Constraint['form'][] = [
  'primary key',
  'unique',
  'foreign key',
  'check',
  'exclusion',
  'trigger',
  'not null',
];

/** Keys and checks, keys first. NOT NULL is in the column list and comes here only with a comment of its own. */
export function constraintTable(lookup: Lookup, relation: string): readonly Block[] {
  const constraints = lookup
    .constraintsOf(relation)
    .filter((constraint) => constraint.form !== 'not null' || lookup.describe(constraint) !== null)
    .toSorted((a, b) => ORDER.indexOf(a.form) - ORDER.indexOf(b.form));
  const found = table(
    ['Key or check', 'Definition', 'Points to', 'Description'],
    constraints.map((constraint) => [
      code(constraint.bare),
      code(constraint.definition),
      constraint.references === null ? '' : relationLink(lookup, constraint.references),
      prose(lookup.describe(constraint) ?? ''),
    ]),
  );
  return found === null ? [] : blocks(title('Keys and checks'), found);
}
