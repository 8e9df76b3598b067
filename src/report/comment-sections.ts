import type { ChangeFacts } from '../diff/change.ts';
import type { TextDiff } from '../diff/text.ts';
import { RULES } from '../lint/rules/index.ts';
import type { Finding } from '../lint/types.ts';
import { fence, fenceLength, folded } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { visibleLines } from '../markdown/visible.ts';
import { changeRow, clip, TABLE_HEADER } from './changes-table.ts';
import { groupFindings } from './lint-text.ts';
import { plural } from './words.ts';

/** Where a reader can go on. Addresses are ours, not anybody's input. */
export interface Links {
  summary: string | null;
  artifact: string | null;
  /** The address of a line of a file at the head; null where there is none. */
  file: ((file: string, line: number) => string) | null;
  /** What a rule's page is behind: `…/docs/rules/`; null to write its name only. */
  rules: string | null;
}

/** A line of a file, from the root of the repository. */
export interface Place {
  file: string;
  line: number;
}

/** A part of the comment; null where there is nothing to show. */
export interface Section {
  markdown: string | null;
  shortened: boolean;
}

const NONE: Section = { markdown: null, shortened: false };

/** A table of changes, as many rows as there is room for. */
export function changesSection(
  changes: readonly ChangeFacts[],
  room: number,
  options: { folded: boolean; places: ReadonlyMap<ChangeFacts, Place>; links: Links },
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
export function findingsSection(findings: readonly Finding[], room: number, links: Links): Section {
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

function findingLine({ rule, severity, object, message, hint, file, line }: Finding, links: Links): string {
  const page =
    links.rules === null || !RULES.some(({ id }) => id === rule)
      ? code(rule)
      : `[${code(rule)}](${links.rules}${rule}.md)`;
  const place = file === null || line === null ? '' : ` at ${placeLink(file, line, links)}`;
  const subject = object === null ? '' : `${code(clip(object, 160))}: `;
  const advice = hint === null ? '' : `. ${text(clip(hint, 300))}`;
  return `**${severity}**${place} · ${subject}${text(clip(message, 400))}${advice} (${page})`;
}

/** Where the SQL does not run, and why. */
export function failureLine(
  { file, line, message }: { file: string; line: number; message: string },
  links: Links,
): string {
  return `${placeLink(file, line, links)} · ${text(clip(message, 500))}`;
}

function pageOf(place: Place | undefined, { file: address }: Links): string | null {
  return place === undefined || address === null ? null : target(address(place.file, place.line));
}

function placeLink(file: string, line: number, { file: address }: Links): string {
  const label = code(`${clip(file, 200)}:${line}`);
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
export function diffSection({ text: diff, added, removed }: TextDiff, room: number, links: Links): Section {
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
