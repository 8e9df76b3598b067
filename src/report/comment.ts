import { createHash } from 'node:crypto';
import type { ChangeFacts } from '../diff/change.ts';
import type { TextDiff } from '../diff/text.ts';
import type { Finding } from '../lint/types.ts';
import { blocks, fence } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { visibleLines } from '../markdown/visible.ts';
import { classCounts, countWords, gravestOf, verdict } from './change-words.ts';
import { clip } from './changes-table.ts';
import {
  changesSection,
  diffSection,
  failureLine,
  findingsSection,
  type Links,
  type Place,
} from './comment-sections.ts';
import { countFindings, knownWords } from './lint-text.ts';
import { plural } from './words.ts';

/** What a review has to say. */
export interface Review {
  /** Tells apart the comments of several reviews on one pull request. */
  id: string;
  /** What a reader tells it by, where there may be several. */
  name: string | null;
  database: string;
  /** What stands in the heading where it is not for the changes to say: what is missing, what does not build. */
  title: string | null;
  /** What was compared: short commits, or other words. */
  base: string;
  head: string;
  /** `TimescaleDB 2.14.2 on PostgreSQL 14` */
  server: string;
  /** Null where the restore was not tried. */
  proved: boolean | null;
  changes: readonly ChangeFacts[];
  /** Those of the changes that stand against a merge, unless a label lets them through. */
  failing: readonly ChangeFacts[];
  /** Where the SQL brings them about, as far as that can be told. */
  places: ReadonlyMap<ChangeFacts, Place>;
  /** Those that are new, or that fail the run. */
  findings: readonly Finding[];
  /** How many there are besides, which the base has too. */
  known: number;
  diff: TextDiff;
  /** What is left to know: that the base came from a file, that the run was judged by its findings alone. */
  notes: readonly string[];
  /** The place in the SQL where it does not run, and why; null where it does. */
  failure: { file: string; line: number; message: string } | null;
  /** Lines that show what went wrong, as a terminal would. */
  detail: string | null;
  /** What a label decides, and whether it is there; null where nothing is to be decided. */
  approval: { label: string; given: boolean } | null;
  /** Those of the findings that stand against a merge, whatever the label. */
  open: readonly Finding[];
  links: Links;
}

/** A comment's body, and what tells whether another says the same. */
export interface Comment {
  body: string;
  /** Of the facts: it stays where only commits and links change. */
  digest: string;
  /** True where something was left out for want of room. */
  shortened: boolean;
}

/** As many rows as one looks at without scrolling. */
const FEW = 12;

/** GitHub takes 65,536 characters. */
const LIMIT = 65_000;

/** The text of the comment that stands at a pull request, marker included. */
export function renderComment(review: Review, limit = LIMIT): Comment {
  const facts = render(
    {
      ...review,
      base: '',
      head: '',
      diff: changedLines(review.diff),
      links: { ...review.links, summary: null, artifact: null, file: (file, line) => `${file}#L${line}` },
    },
    limit,
  );
  const digest = createHash('sha256').update(facts.body).digest('hex').slice(0, 16);
  const mark = `${markerOf(review.id)} ${digest} -->`;
  const { body, shortened } = render(review, limit - mark.length - 1);
  return { body: `${mark}\n${body}`, digest, shortened };
}

/** Where in the dump they stand, and beside what, may change with the base alone. */
function changedLines(diff: TextDiff): TextDiff {
  return { ...diff, text: diff.text.replace(/^[^+-].*\n/gm, '') };
}

/** How a comment of ours begins. */
export function markerOf(id: string): string {
  return `<!-- timescale-ci review ${encodeURIComponent(id).replaceAll('-', '%2D')}`;
}

/** The digest in a body that `renderComment` wrote for that id; undefined for any other. */
export function digestOf(body: string, id: string): string | undefined {
  const start = `${markerOf(id)} `;
  return body.startsWith(start) ? /^[0-9a-f]{16}(?= -->)/.exec(body.slice(start.length))?.[0] : undefined;
}

function render(review: Review, limit: number): { body: string; shortened: boolean } {
  const { changes, findings, links } = review;
  const head = blocks(
    titleLine(review),
    contextLine(review),
    ...review.notes.map((note) => text(clip(note, 500))),
    review.failure === null ? null : failureLine(review.failure, links),
    review.detail === null ? null : fence('', clip(visibleLines(review.detail), 4_000)),
  );
  const foot = footLine(review);
  if (isQuiet(review)) {
    return { body: quietLine(review), shortened: false };
  }
  // Room is given in the order of what a reviewer must not miss; what is between the parts is a few dozen characters.
  let room = limit - head.length - foot.length - 600;
  const spend = <T extends { markdown: string | null; shortened: boolean }>(section: T): T => {
    room -= section.markdown?.length ?? 0;
    return section;
  };
  const grave = changes.filter((change) => change.class !== 'safe');
  // A few safe ones are no trouble beside the others; by themselves, or many, they are folded.
  const together = grave.length > 0 && changes.length <= FEW;
  const open = together ? changes : grave;
  const safe = together ? [] : changes.filter((change) => change.class === 'safe');
  const gravePart = spend(changesSection(open, room, { folded: false, places: review.places, links }));
  const findingsPart = spend(findingsSection(findings, room, links));
  const safePart = spend(changesSection(safe, room, { folded: true, places: review.places, links }));
  const diffPart = spend(diffSection(review.diff, room, links));
  const parts = [gravePart, findingsPart, safePart, diffPart];
  const body = blocks(head, ...parts.map(({ markdown }) => markdown), foot === '' ? null : foot);
  return { body: body.toWellFormed(), shortened: parts.some(({ shortened }) => shortened) };
}

/** True where there is nothing to say, so that nobody needs a comment who has none yet. */
export function isQuiet({ title, changes, findings, notes, detail }: Review): boolean {
  return title === null && detail === null && changes.length === 0 && findings.length === 0 && notes.length === 0;
}

/** The verdict. */
function titleLine(review: Review): string {
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
function quietLine(review: Review): string {
  const { database, base, head } = review;
  const span = base === '' && head === '' ? '' : ` between ${code(base)} and ${code(head)}`;
  return `No schema changes in ${code(clip(database, 80))}${ofName(review)}${span}.`;
}

/** What was compared with what, and where. */
function contextLine({ database, base, head, server, proved, changes }: Review): string {
  const counts = new Set(changes.map((change) => change.class)).size < 2 ? [] : [countWords(changes)];
  const restored = proved === null ? [] : [proved ? 'restore proved' : '**restore not proved**'];
  const span = base === '' && head === '' ? [] : [`base ${code(clip(base, 80))} → head ${code(clip(head, 80))}`];
  const on = server === '' ? [] : [text(clip(server, 200))];
  return [...counts, code(clip(database, 80)), ...span, ...on, ...restored].join(' · ');
}

/** What a merge needs, and where to read on. */
function footLine({ approval, changes, failing, open, known, links }: Review): string {
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
