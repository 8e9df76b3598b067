import { type Block, blocks } from './content.ts';
import type { Lookup } from './lookup.ts';
import { aggregates } from './sections/aggregates.ts';
import { calendar } from './sections/calendar.ts';
import type { Part } from './sections/contents.ts';
import { coverage } from './sections/coverage.ts';
import { hypertables } from './sections/hypertables.ts';
import { extensions, others, settings } from './sections/others.ts';
import { publications } from './sections/publications.ts';
import { roles } from './sections/roles.ts';

/** A part as it is asked for: its switch, which is its anchor too, its heading, and what writes it. */
type Writer = readonly [section: Part['section'], title: string, write: (lookup: Lookup) => readonly Block[]];

/** What stands before the schemas. Diagrams differ between the documents. */
export const HYPERTABLES: Writer = [
  'hypertables',
  'Hypertables',
  (lookup) => blocks(hypertables(lookup), aggregates(lookup)),
];
export const POLICIES: Writer = ['policies', 'Policy calendar', calendar];

/** What stands behind them. */
export const BACK: readonly Writer[] = [
  ['publications', 'Publications', publications],
  ['extensions', 'Extensions', extensions],
  ['roles', 'Roles', roles],
  ['settings', 'Database settings', settings],
  ['others', 'Other objects', others],
  ['coverage', 'Comment coverage', coverage],
];

/** The parts that are turned on and have something to say. */
export function partsOf(lookup: Lookup, writers: readonly Writer[]): Part[] {
  return writers.flatMap(([section, title, write]) => {
    const body = lookup.isShown(section) ? write(lookup) : [];
    return body.length === 0 ? [] : [{ section, title, body }];
  });
}
