import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { classCounts, countWords, gravestOf, verdict } from './change-words.ts';
import { clip } from './changes-table.ts';
import type { Review } from './comment.ts';
import { countFindings, knownWords } from './lint-text.ts';
import { plural } from './words.ts';

/** The verdict. */
export function titleLine(review: Review): string {
  return `### Schema check${ofName(review)}: ${headline(review)}`;
}

function ofName({ name }: Review): string {
  return name === null ? '' : ` of ${code(clip(name, 100))}`;
}

function headline({ title, changes, failing, findings, approval }: Review): string {
  if (title !== null) return text(clip(title, 300));
  const approved = approval?.given === true ? ', approved' : '';
  return `${verdict(changes, failing)}${approved}${findings.length === 0 ? '' : `, ${countFindings(findings)}`}`;
}

/** Nothing to say is said in one line. */
export function quietLine(review: Review): string {
  const { database, base, head } = review;
  const span = base === '' && head === '' ? '' : ` between ${code(base)} and ${code(head)}`;
  return `No schema changes in ${code(clip(database, 80))}${ofName(review)}${span}.`;
}

/** What was compared with what, and where. */
export function contextLine({ database, base, head, server, proved, changes }: Review): string {
  const counts = new Set(changes.map((change) => change.class)).size < 2 ? [] : [countWords(changes)];
  const restored = proved === null ? [] : [proved ? 'restore proved' : '**restore not proved**'];
  const span = base === '' && head === '' ? [] : [`base ${code(clip(base, 80))} → head ${code(clip(head, 80))}`];
  const on = server === '' ? [] : [text(clip(server, 200))];
  return [...counts, code(clip(database, 80)), ...span, ...on, ...restored].join(' · ');
}

/** What a merge needs, and where to read on. */
export function footLine({ approval, changes, failing, open, known, links }: Review): string {
  const label = approval === null ? '' : `the label ${code(clip(approval.label, 100))}`;
  // The gravest are in the heading; where others fail, too, or they do not, that is to be said.
  const plain = failing.every((change) => change.class === gravestOf(changes));
  const needs = [
    approval?.given === false ? `${label}${plain ? '' : ` (${classCounts(failing)})`}` : '',
    approval === null && failing.length > 0
      ? `${plural(failing.length, 'change')} taken back (${classCounts(failing)})`
      : '',
    open.length === 0 ? '' : `a fix for ${countFindings(open)}`,
  ].filter(Boolean);
  const places = [
    links.summary === null ? [] : [`[job summary](${links.summary})`],
    links.artifact === null ? [] : [`[artifact](${links.artifact})`],
  ].flat();
  return [
    approval?.given === true ? `Approved by ${label}.` : '',
    needs.length === 0 ? '' : `Merging needs ${needs.join(' and ')}.`,
    knownWords(known),
    places.length === 0 ? '' : `Full report: ${places.join(' · ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}
