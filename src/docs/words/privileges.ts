import type { Privileges } from '../../catalog/model.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';

/** One line a role: what it may do, and what of that it may pass on. Gives Markdown. */
export function privilegeLines(privileges: Privileges): string[] {
  return Object.entries(privileges ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([role, may]) =>
        `${code(role)}: ${may.length === 0 ? 'nothing' : text(may.map((one) => one.replace(/\*$/, ' (may grant it)')).join(', '))}`,
    );
}

/** The same in a table cell. */
export function privilegeCell(privileges: Privileges): string {
  return privilegeLines(privileges).join('<br>');
}
