import type { PageData, PageObject } from '../data.ts';
import { lineOf, merged, neighbours } from './around.ts';
import { el } from './dom.ts';
import { descent, neighbourhood } from './graphs.ts';

/** Tells where tables and views stand among the others, as drawings. */
export function relativesOf({ diagrams, lineage }: PageData): (object: PageObject) => Node[] {
  let whole: { keys: ReturnType<typeof merged>; flow: ReturnType<typeof merged> } | undefined;
  return ({ address, name }) => {
    whole ??= { keys: merged(diagrams.flatMap(({ graphs }) => graphs)), flow: merged(lineage?.graphs ?? []) };
    const tables = neighbours(whole.keys, address);
    const line = lineOf(whole.flow, address);
    return [
      ...(tables === null ? [] : [el('h2', { class: 'title' }, 'Related tables'), neighbourhood(tables, name)]),
      ...(line === null ? [] : [el('h2', { class: 'title' }, 'Lineage'), descent(line, name)]),
    ];
  };
}
