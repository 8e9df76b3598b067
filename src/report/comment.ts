import type { ChangeRecord } from '../diff/change.ts';
import type { TextDiff } from '../diff/text.ts';
import { RULES } from '../lint/rules/index.ts';
import type { Finding } from '../lint/types.ts';
import { blocks, fence, fenceLength, folded } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { visibleLines } from '../markdown/visible.ts';
import { truncate } from '../text.ts';
import { classCounts, countWords, gravestOf, verdict } from './change-words.ts';
import { changeRow, TABLE_HEADER } from './changes-table.ts';
import { countFindings, groupFindings, knownWords } from './lint-text.ts';
import { digestAfter, digestFor, marker } from './marker.ts';
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
  changes: readonly ChangeRecord[];
  /** Those of the changes that stand against a merge, unless a label lets them through. */
  failing: readonly ChangeRecord[];
  /** Where the SQL brings them about, as far as that can be told. */
  places: ReadonlyMap<ChangeRecord, Place>;
  /** Those that are new, or that fail the run. */
  findings: readonly Finding[];
  /** How many there are besides, which the base has too. */
  known: number;
  diff: TextDiff;
  /** What is left to know: that the base came from a file, that the run was judged by its findings alone. */
  notes: readonly string[];
  /** What the change makes of the time to come, in Markdown; null where nothing is to be said of it. */
  outlook: string | null;
  /** The way from base to head, in Markdown; null where nobody asked for it. */
  plan: string | null;
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
interface Comment {
  body: string;
  /** Of the facts: it stays where only commits and links change. */
  digest: string;
  /** True where something was left out for want of room. */
  shortened: boolean;
}

/** As many rows as one looks at without scrolling. */
const FEW = 12;

/** A longer section on the time to come is left out, as is a longer plan. */
const OUTLOOK = 10_000;
const PLAN = 24_000;

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
  const digest = digestFor(facts.body);
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
  return marker('review', id);
}

/** The digest in a body that `renderComment` wrote for that id; undefined for any other. */
export function digestOf(body: string, id: string): string | undefined {
  return digestAfter(markerOf(id), body);
}

function render(review: Review, limit: number): { body: string; shortened: boolean } {
  const { changes, findings, links } = review;
  const head = blocks(
    titleLine(review),
    needsAlert(review),
    contextLine(review),
    ...review.notes.map((note) => text(truncate(note, 500))),
    review.failure === null ? null : failureLine(review.failure, links),
    review.detail === null ? null : fence('', truncate(visibleLines(review.detail), 4_000)),
  );
  const foot = footLine(review);
  const outlook = review.outlook === null || review.outlook.length > OUTLOOK ? null : review.outlook;
  const plan = review.plan === null || review.plan.length > Math.min(PLAN, limit / 2) ? null : review.plan;
  if (isQuiet(review)) {
    return { body: quietLine(review), shortened: false };
  }
  // Room is given in the order of what a reviewer must not miss; what is between the parts is a few dozen characters.
  let room = limit - head.length - foot.length - (outlook?.length ?? 0) - (plan?.length ?? 0) - 600;
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
  const [grown, ...rest] = parts.map(({ markdown }) => markdown);
  const body = blocks(head, grown ?? null, outlook, plan, ...rest, foot === '' ? null : foot);
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
  return name === null ? '' : ` of ${code(truncate(name, 100))}`;
}

function headline({ title, changes, failing, findings, approval }: Review): string {
  if (title !== null) return text(truncate(title, 300));
  const approved = approval?.given === true ? ', approved' : '';
  return `${verdict(changes, failing)}${approved}${findings.length === 0 ? '' : `, ${countFindings(findings)}`}`;
}

/** Nothing to say is said in one line. */
function quietLine(review: Review): string {
  const { database, base, head } = review;
  const span = base === '' && head === '' ? '' : ` between ${code(base)} and ${code(head)}`;
  return `No schema changes in ${code(truncate(database, 80))}${ofName(review)}${span}.`;
}

/** What was compared with what, and where. */
function contextLine({ database, base, head, server, proved, changes }: Review): string {
  const counts = new Set(changes.map((change) => change.class)).size < 2 ? [] : [countWords(changes)];
  const restored = proved === null ? [] : [proved ? 'restore proved' : '**restore not proved**'];
  const span =
    base === '' && head === '' ? [] : [`base ${code(truncate(base, 80))} → head ${code(truncate(head, 80))}`];
  const on = server === '' ? [] : [text(truncate(server, 200))];
  return [...counts, code(truncate(database, 80)), ...span, ...on, ...restored].join(' · ');
}

/** What a merge needs, in GitHub's colour for it; null where it needs nothing. */
function needsAlert({ approval, changes, failing, open }: Review): string | null {
  const label = approval === null ? '' : `the label ${code(truncate(approval.label, 100))}`;
  // The gravest are in the heading; where others fail, too, or they do not, that is to be said.
  const plain = failing.every((change) => change.class === gravestOf(changes));
  const needs = [
    approval?.given === false ? `${label}${plain ? '' : ` (${classCounts(failing)})`}` : '',
    approval === null && failing.length > 0
      ? `${plural(failing.length, 'change')} taken back (${classCounts(failing)})`
      : '',
    open.length === 0 ? '' : `a fix for ${countFindings(open)}`,
  ].filter(Boolean);
  if (approval?.given === true && needs.length === 0) return alert('NOTE', `Approved by ${label}.`);
  if (needs.length === 0) return null;
  const approved = approval?.given === true ? `Approved by ${label}. ` : '';
  const grave = approval?.given !== true && failing.some((change) => change.class === 'data-loss');
  return alert(grave ? 'CAUTION' : 'WARNING', `${approved}Merging needs ${needs.join(' and ')}.`);
}

/** A block that GitHub colours. */
function alert(kind: 'NOTE' | 'WARNING' | 'CAUTION', line: string): string {
  return `> [!${kind}]\n> ${line}`;
}

/** Where to read on. */
function footLine({ known, links }: Review): string {
  const places = [
    links.summary === null ? [] : [`[job summary](${links.summary})`],
    links.artifact === null ? [] : [`[artifact](${links.artifact})`],
  ].flat();
  return [knownWords(known), places.length === 0 ? '' : `Full report: ${places.join(' · ')}`].filter(Boolean).join(' ');
}

/** Where a reader can go on. Addresses are ours, not anybody's input. */
interface Links {
  summary: string | null;
  artifact: string | null;
  /** The address of a line of a file at the head; null where there is none. */
  file: ((file: string, line: number) => string) | null;
  /** What a rule's page is behind: `…/docs/rules/`; null to write its name only. */
  rules: string | null;
}

/** A line of a file, from the root of the repository. */
interface Place {
  file: string;
  line: number;
}

/** A part of the comment; null where there is nothing to show. */
interface Section {
  markdown: string | null;
  shortened: boolean;
}

const NONE: Section = { markdown: null, shortened: false };

/** A table of changes, as many rows as there is room for. */
function changesSection(
  changes: readonly ChangeRecord[],
  room: number,
  options: { folded: boolean; places: ReadonlyMap<ChangeRecord, Place>; links: Links },
): Section {
  if (changes.length === 0) return NONE;
  const rows = fitting(
    changes.map((change) => changeRow(change, pageOf(options.places.get(change), options.links))),
    room - TABLE_HEADER.length - 200,
  );
  const left = changes.length - rows.length;
  const kind = changes.every((change) => change.class === 'safe') ? 'safe change' : 'change';
  if (rows.length === 0) return { markdown: `${plural(changes.length, kind)} not shown here.`, shortened: true };
  const more = left === 0 ? '' : `\n\nand ${plural(left, `more ${kind}`)}`;
  const table = `${[TABLE_HEADER, ...rows].join('\n')}${more}`;
  return {
    markdown: options.folded ? folded(plural(changes.length, kind), table) : table,
    shortened: left > 0,
  };
}

/** The findings of the lint rules, each with its line, its object, what to do and its rule. */
function findingsSection(findings: readonly Finding[], room: number, links: Links): Section {
  if (findings.length === 0) return NONE;
  const grouped = groupFindings(findings);
  const items = fitting(
    grouped.map((finding) => `- ${findingLine(finding, links)}`),
    room - 200,
  );
  const left = grouped.length - items.length;
  const title = `**${plural(findings.length, 'finding')}**`;
  const more = left === 0 ? [] : [`- and ${left} more`];
  return { markdown: [`${title}\n`, ...items, ...more].join('\n'), shortened: left > 0 };
}

/** A finding as one line of Markdown, with its place linked and the statement that mends it below. */
export function findingLine({ rule, severity, object, message, hint, file, line }: Finding, links: Links): string {
  const page =
    links.rules === null || !RULES.some(({ id }) => id === rule)
      ? code(rule)
      : `[${code(rule)}](${links.rules}${rule}.md)`;
  const place = file === null || line === null ? '' : ` at ${placeLink(file, line, links)}`;
  const subject = object === null ? '' : `${code(truncate(object, 160))}: `;
  const { words, sql } = adviceOf(hint ?? '');
  const advice = words === '' ? '' : `. ${text(truncate(words, 300))}${sql === '' ? '' : ':'}`;
  const head = `**${severity}**${place} · ${subject}${text(truncate(message, 400))}${advice} (${page})`;
  return sql === '' ? head : `${head}\n${fence('sql', sql).replaceAll(/^/gm, '  ')}`;
}

/** Longer statements are better written than copied. */
const LONGEST_FIX = 1_000;

/** What to do, in words, and the statement that does it, to be copied: `Keep the rows: ALTER TABLE … SET LOGGED;`. */
function adviceOf(hint: string): { words: string; sql: string } {
  const [all, words = '', sql = ''] =
    /^(?:(.*): )?((?:ALTER|COMMENT|CREATE|DROP|GRANT|REVOKE|SELECT) [^]*;)$/.exec(hint) ?? [];
  return all === undefined || sql.length > LONGEST_FIX ? { words: hint, sql: '' } : { words, sql };
}

/** Where the SQL does not run, and why. */
function failureLine({ file, line, message }: { file: string; line: number; message: string }, links: Links): string {
  return `${placeLink(file, line, links)} · ${text(truncate(message, 500))}`;
}

function pageOf(place: Place | undefined, { file: address }: Links): string | null {
  return place === undefined || address === null ? null : target(address(place.file, place.line));
}

function placeLink(file: string, line: number, { file: address }: Links): string {
  const label = code(`${truncate(file, 200)}:${line}`);
  return address === null ? label : `[${label}](${target(address(file, line))})`;
}

/** An address that ends where it should in Markdown, whatever the file is called. */
function target(address: string): string {
  return address.replace(/[^\w\-.~:/?#@!$&*+,;=%]/gu, (character) =>
    character === '('
      ? '%28'
      : character === ')'
        ? '%29'
        : character === "'"
          ? '%27'
          : encodeURIComponent(character.toWellFormed()),
  );
}

/** Less of a diff than this is better left to the artifact. */
const LEAST_DIFF = 400;

/** The unified diff, folded, as many lines of it as there is room for. */
function diffSection({ text: diff, added, removed }: TextDiff, room: number, links: Links): Section {
  if (diff === '') return NONE;
  const summary = `Schema diff (+${added} −${removed} ${added + removed === 1 ? 'line' : 'lines'})`;
  const all = visibleLines(diff.trimEnd()).split('\n');
  const lines = fitting(all, room - 300 - 2 * fenceLength(diff));
  const left = all.length - lines.length;
  const where = links.artifact === null ? '' : `, in the [artifact](${links.artifact})`;
  if (left > 0 && room < LEAST_DIFF)
    return { markdown: `${summary}: too long for this comment${where}.`, shortened: true };
  const rest = left === 0 ? '' : `\n\n${plural(left, 'more line')}${where}`;
  return { markdown: folded(summary, `${fence('diff', lines.join('\n'))}${rest}`), shortened: left > 0 };
}

/** The first lines that fit, each with its line break. */
function fitting(lines: readonly string[], room: number): string[] {
  let used = 0;
  const end = lines.findIndex((line) => {
    used += line.length + 1;
    return used > room;
  });
  return lines.slice(0, end < 0 ? lines.length : end);
}
