import { byName } from '../../sql/names.ts';
import { plainJson } from '../../words/json.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, table } from '../content/block.ts';
import { code, prose, strong } from '../content/inline.ts';
import { routineLink } from '../links.ts';
import { privilegeCell } from '../words/privileges.ts';
import { castCell, multirangeCasts } from './casts.ts';
import { otherPrivileges } from './other-privileges.ts';

/** Event triggers, default privileges, casts, operators and whatever else a schema may hold. */
export function others(book: Book): readonly Block[] {
  const made = multirangeCasts(book.model.types);
  return blocks(
    table(
      ['Event trigger', 'On', 'Tags', 'Runs', 'State', 'Owner', 'Description'],
      [...book.model.eventTriggers]
        .sort(byName)
        .map((trigger) => [
          code(trigger.name),
          code(trigger.event),
          trigger.tags.join(', '),
          routineLink(book, trigger.function),
          trigger.enabled === 'origin' ? '' : strong(trigger.enabled),
          code(trigger.owner ?? ''),
          prose(book.describe(trigger) ?? ''),
        ]),
    ),
    otherPrivileges(book),
    table(
      ['Object', 'Kind', 'Definition', 'Owner', 'Grants', 'Description'],
      book.model.others
        .filter((object) => !made.has(object.name))
        .sort(byName)
        .map((object) => [
          code(object.name),
          object.form,
          object.form === 'cast' ? castCell(object.definition) : prose(plainJson(object.definition)),
          code(object.owner ?? ''),
          privilegeCell(object.privileges, object.owner, 'other'),
          prose(book.describe(object) ?? ''),
        ]),
    ),
  );
}
