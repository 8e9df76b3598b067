import type { Trigger } from '../../catalog/model.ts';
import { triggerFunction } from '../../sql/names.ts';
import { type Block, blocks, code, type Inline, prose, strong, table, title } from '../content.ts';
import { routineLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';

const STATES: { readonly [S in Trigger['enabled']]: Inline } = {
  origin: '',
  disabled: strong('disabled'),
  replica: 'on replicas only',
  always: 'always, on replicas too',
};

/** Triggers and rules. */
export function triggerTables(lookup: Lookup, relation: string): readonly Block[] {
  const lists = [
    ['Trigger', 'Triggers', lookup.triggersOf(relation)],
    ['Rule', 'Rules', lookup.rulesOf(relation)],
  ] as const;
  return blocks(
    ...lists.map(([one, many, objects]) => {
      const found = table(
        [one, 'Definition', 'Runs', 'State', 'Description'],
        objects.map((object) => [
          code(object.bare),
          code(object.definition.replace(/\s+/g, ' ')),
          runs(lookup, object.definition),
          STATES[object.enabled],
          prose(lookup.describe(object) ?? ''),
        ]),
      );
      return found === null ? [] : blocks(title(many), found);
    }),
  );
}

function runs(lookup: Lookup, definition: string): Inline {
  const name = triggerFunction(definition);
  return name === null ? '' : routineLink(lookup, name, '');
}
