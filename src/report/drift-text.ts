import type { LastChange } from '../catalog/last-change.ts';
import type { DriftRecord, DriftSide } from '../diff/drift.ts';
import { blocks, bullets } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { capital, truncate } from '../text.ts';
import type { PlacedFinding } from './annotations.ts';
import { classCounts, classWords, shortValue } from './change-words.ts';
import { visible } from './terminal-text.ts';
import { plural } from './words.ts';

/** A difference as it is reported. */
export interface ShownDrift extends DriftRecord {
  lastChange: LastChange | null;
  place: { file: string; line: number } | null;
}

/** What a report of drift tells. */
export interface DriftReport {
  database: string;
  reference: { name: string };
  /** The version that the live database has just the schema of, where there is one. */
  version: string | null;
  /** Where the reference comes from, where that was verified. */
  origin: { commit: string; ref: string; runUrl: string | null } | null;
  differences: readonly ShownDrift[];
  ignored: readonly { difference: ShownDrift; by: { reason: string; until?: string | undefined } }[];
}

/** The id of a finding of drift. */
export const DRIFT = 'drift';

const SIDES: { readonly [S in DriftSide]: string } = {
  live: 'only there',
  reference: 'missing there',
  both: 'different',
};
/** Room for the longest of them and two blanks. */
const SIDE_WIDTH = 15;
/** The two ways out, as the lines of the text have them. */
const LEGEND =
  'adopt: what it does to other databases, once the source says it too; undo: what taking it back does to this one';
const LONGEST_MESSAGE = 400;
const LONGEST_NAME = 160;

/** `2 differences from sql/schema/schema_20261122_020007.sql: 1 data loss, 1 safe; 1 ignored` */
export function driftWords(
  { differences, ignored }: Pick<DriftReport, 'differences' | 'ignored'>,
  reference: string,
): string {
  const more = ignored.length === 0 ? '' : `; ${ignored.length} ignored`;
  if (differences.length === 0) return `no drift from ${reference}${more}`;
  return `${plural(differences.length, 'difference')} from ${reference}: ${classCounts(differences)}${more}`;
}

/** `drift --format text`: for each difference what it is, what it takes to undo it, and what the catalogue knows of it. */
export function driftAsText(report: DriftReport): string {
  const { database, reference, differences, ignored } = report;
  const indent = ' '.repeat(SIDE_WIDTH);
  const head = `${database}: ${driftWords(report, reference.name)}`;
  const lines = differences.flatMap((one) => [
    `${SIDES[one.side].padEnd(SIDE_WIDTH)}${visible(driftSubject(one))}`,
    `${indent}adopt (${classWords(one.class)}): ${visible(one.message)}`,
    ...(one.undo === null ? [] : [`${indent}undo (${classWords(one.undo.class)}): ${visible(one.undo.message)}`]),
    ...(one.lastChange === null ? [] : [`${indent}${visible(lastChangeWords(one.lastChange))}`]),
  ]);
  const meant = ignored.map(
    ({ difference, by }) =>
      `${'ignored'.padEnd(SIDE_WIDTH)}${visible(driftSubject(difference))}: ${visible(by.reason)}${untilWords(by)}`,
  );
  const more = [originWords(report), versionWords(report)].filter((words) => words !== null);
  return `${[head, ...more.map(visible), ...(lines.length === 0 ? [] : [LEGEND, '', ...lines]), ...(meant.length === 0 ? [] : ['', ...meant])].join('\n')}\n`;
}

/** What the answer rests on; null where that was not verified. */
function originWords({ origin, reference, differences }: DriftReport): string | null {
  if (origin === null) return null;
  const built = `what commit ${origin.commit.slice(0, 12)} (${origin.ref}) built, verified by its attestation`;
  return differences.length === 0 ? `the database is ${built}` : `${reference.name} is ${built}`;
}

/** That the schema is another version's; null where there is nothing to say beside the differences. */
function versionWords({ version, reference, differences }: DriftReport): string | null {
  if (version === null || version === reference.name || differences.length === 0) return null;
  return `the database has the schema of ${version}`;
}

function untilWords({ until }: { until?: string | undefined }): string {
  return until === undefined ? '' : ` (until ${until})`;
}

/** `hypertable trading.trades, chunk interval: 7 days, there 1 day`; `index trading.trades_symbol: btree (symbol)` */
/** The side that has it, and what it is. */
export function driftSubject(one: DriftRecord): string {
  const name = `${one.kind} ${one.object}${one.property === null ? '' : `, ${one.property}`}`;
  if (one.side !== 'both') return [name, wholeOf(one)].filter(Boolean).join(': ');
  const [from, to] = [one.from, one.to].map((value) => shortValue(value) ?? 'none');
  return `${name}: ${from}, there ${to}`;
}

/** What is on one side only, without its kind, which stands before. */
function wholeOf({ kind, from, to }: DriftRecord): string {
  const description = shortValue(to ?? from) ?? '';
  return description.startsWith(kind) ? description.slice(kind.length).replace(/^,? /, '') : description;
}

/** `owner app; its catalogue row was last written at 2026-11-26 22:00:05 UTC, by transaction 771` */
function lastChangeWords({ owner, transaction, at }: LastChange): string {
  const when = at === null ? '' : ` at ${at.slice(0, 19).replace('T', ' ')} UTC`;
  const by =
    transaction === null ? '' : ` by transaction ${transaction.id}, ${plural(transaction.ago, 'transaction')} ago`;
  const written = `${when}${by}`;
  return [owner === null ? '' : `owner ${owner}`, written === '' ? '' : `catalogue row last written${written}`]
    .filter(Boolean)
    .join('; ');
}

const HEADER =
  '| there | object | schema → live | adopted: on other databases | undone: on this one |\n|---|---|---|---|---|';

/** `drift --format markdown`: the verdict, the table, and what is meant below it. */
export function driftAsMarkdown(report: DriftReport, most = Number.POSITIVE_INFINITY): string {
  const head = `${code(report.database)}: ${text(driftWords(report, report.reference.name))}`;
  return `${blocks(head, driftTable(report, most - head.length - 4))}\n`;
}

/** The table of the differences, and what is meant below it; empty where there is neither. */
export function driftTable(report: DriftReport, most: number): string {
  const { differences, ignored } = report;
  const rows: string[] = [];
  const meant = ignored.map(({ difference, by }) => {
    return `${code(truncate(`${difference.kind} ${difference.object}`, LONGEST_NAME))}: ${text(truncate(by.reason, LONGEST_MESSAGE))}${untilWords(by)}`;
  });
  const list = blocks(meant.length === 0 ? null : 'Known and meant:', bullets(meant.slice(0, MOST_MEANT)));
  const shown = list.length > most / 4 ? `${plural(ignored.length, 'difference')} known and meant` : list;
  const more = [originWords(report), versionWords(report)].filter((words) => words !== null);
  let room = most - HEADER.length - shown.length - 500;
  for (const one of differences) {
    const row = driftRow(one);
    room -= row.length + 1;
    if (room < 0) break;
    rows.push(row);
  }
  const left = differences.length - rows.length;
  return blocks(
    more.length === 0 ? null : more.map((words) => text(`${capital(words)}.`)).join('<br>'),
    differences.length === 0 ? null : [HEADER, ...rows].join('\n'),
    left === 0 ? null : `and ${left} more, in the artifact`,
    shown,
    meant.length > MOST_MEANT && shown === list ? `and ${meant.length - MOST_MEANT} more` : null,
  );
}

/** As many as one reads of what needs no reading. */
const MOST_MEANT = 50;

/** Nothing in a row leaves its cell, mentions somebody or links anywhere. */
function driftRow(one: ShownDrift): string {
  const name = code(truncate(one.object, LONGEST_NAME));
  const what = one.property === null ? text(one.kind) : text(truncate(one.property, LONGEST_NAME));
  const known = one.lastChange === null ? '' : lastChangeWords(one.lastChange);
  const values = one.side === 'both' ? `${value(one.from)} → ${value(one.to)}` : text(wholeOf(one));
  const step = (level: DriftRecord['class'], message: string): string => {
    const words = classWords(level);
    const grave = level === 'data-loss' || level === 'breaking';
    return `${grave ? `**${words}**` : words}: ${text(truncate(message, LONGEST_MESSAGE))}`;
  };
  const cells = [
    SIDES[one.side],
    `${name} ${what}${known === '' ? '' : `<br>${text(known)}`}`,
    values,
    step(one.class, one.message),
    one.undo === null ? '–' : step(one.undo.class, one.undo.message),
  ];
  return `| ${cells.join(' | ')} |`;
}

function value(full: string | null): string {
  const words = shortValue(full);
  return words === null || words === '' ? '–' : code(words);
}

/** What a check of drift found, each at its place in the reference's file. */
export function driftFindings(report: DriftReport, rename: (file: string) => string): PlacedFinding[] {
  return report.differences.map((one): PlacedFinding => {
    const place = one.place === null ? {} : { file: rename(one.place.file), line: one.place.line };
    const undo = one.undo === null ? '' : `To undo it (${classWords(one.undo.class)}): ${one.undo.message}`;
    return {
      rule: DRIFT,
      severity: 'error',
      message: `${SIDES[one.side]}: ${driftSubject(one)}`,
      hint: undo || undefined,
      ...place,
    };
  });
}
