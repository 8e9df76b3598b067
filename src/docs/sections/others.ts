import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { byName } from '../../sql/names.ts';
import { plainJson } from '../../words/json.ts';
import type { Book } from '../book.ts';
import { routineLink } from '../links.ts';
import { anchor } from '../markdown/anchor.ts';
import { privilegeCell } from '../words/privileges.ts';
import { otherPrivileges } from './other-privileges.ts';

/** Event triggers, default privileges, casts, operators and whatever else a schema may hold. */
export function others(book: Book): string | null {
  const found = [
    table(
      ['Event trigger', 'On', 'Tags', 'Runs', 'State', 'Owner', 'Description'],
      [...book.model.eventTriggers]
        .sort(byName)
        .map((trigger) => [
          code(trigger.name),
          code(trigger.event),
          text(trigger.tags.join(', ')),
          routineLink(book, trigger.function),
          trigger.enabled === 'origin' ? '' : `**${trigger.enabled}**`,
          code(trigger.owner ?? ''),
          text(book.describe(trigger) ?? ''),
        ]),
    ),
    otherPrivileges(book),
    table(
      ['Object', 'Kind', 'Definition', 'Owner', 'Grants', 'Description'],
      [...book.model.others]
        .sort(byName)
        .map((object) => [
          code(object.name),
          text(object.form),
          text(plainJson(object.definition)),
          code(object.owner ?? ''),
          privilegeCell(object.privileges, object.owner, 'other'),
          text(book.describe(object) ?? ''),
        ]),
    ),
  ];
  if (found.every((part) => part === null)) return null;
  return blocks(`## ${anchor('section', 'others')}Other objects`, ...found);
}
