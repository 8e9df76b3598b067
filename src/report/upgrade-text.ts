import type { ChangeRecord } from '../diff/change.ts';
import { blocks } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import type { RefusedStatement, Remark } from '../proof/try-restore.ts';
import { capital, truncate } from '../text.ts';
import { shortValue } from './change-words.ts';
import { displayWidth, visible } from './terminal-text.ts';
import { plural } from './words.ts';

/** What an image made of a schema, as it is reported. */
export interface UpgradeTarget {
  image: string;
  server: string | null;
  problem: { message: string; hint: string | null } | null;
  statements: number;
  refusals: readonly RefusedStatement[];
  warnings: readonly Remark[];
  lost: readonly ChangeRecord[];
  changed: readonly ChangeRecord[];
  path: {
    from: string;
    to: string;
    state: 'same' | 'older' | 'not held' | 'updated' | 'stopped';
    held: readonly string[];
    refusals: readonly RefusedStatement[];
    filled: number;
    stop: { statement: string; sqlstate: string; message: string; detail: string | null; hint: string | null } | null;
  } | null;
  updated: readonly ChangeRecord[];
  gone: readonly { routine: string; name: string }[];
  known: readonly { since: string; what: string; source: string }[];
  locks: { chunks: number; needed: number; room: number; setting: number } | null;
}

export interface UpgradeReport {
  name: string;
  versions: { timescaledb: string; edition: string; postgres: string };
  targets: readonly UpgradeTarget[];
  blocks: readonly { object: string; message: string; hint: string }[];
}

/** A line of a target's details: what it is about, what was said, and what belongs below it. */
interface Detail {
  label: string;
  words: string;
  more: string[];
}

const LONGEST_STATEMENT = 160;

/** `8 of 115 statements refused, 3 properties lost` */
export function targetWords(target: UpgradeTarget): string {
  if (target.problem !== null) return 'could not be tried';
  const { statements, refusals, lost, changed, updated, path } = target;
  const found = [
    refusals.length === 0 ? '' : `${refusals.length} of ${plural(statements, 'statement')} refused`,
    lost.length === 0 ? '' : `${plural(lost.length, 'difference')} from that`,
    changed.length === 0 ? '' : `${plural(changed.length, 'difference')} in what was taken`,
    path?.state === 'stopped' ? 'the update stops' : '',
    updated.length === 0 ? '' : `${plural(updated.length, 'difference')} after the update`,
  ].filter(Boolean);
  return found.length === 0 ? `takes all ${plural(statements, 'statement')}` : found.join(', ');
}

/** `1 of 3 targets takes sql/schema/schema_20261122_020007.sql` */
export function upgradeWords({ name, targets }: UpgradeReport): string {
  const whole = targets.filter((target) => targetWords(target).startsWith('takes')).length;
  const verb = whole === 1 ? 'takes' : 'take';
  if (whole < targets.length) return `${whole} of ${targets.length} targets ${verb} ${name}`;
  return `${whole === 1 ? 'the target' : `all ${targets.length} targets`} ${verb} ${name}`;
}

const COLUMNS = ['target', 'server', 'verdict', 'warned', 'ALTER EXTENSION timescaledb UPDATE'];

function rowOf(target: UpgradeTarget): string[] {
  const warned = target.warnings.length + target.gone.length;
  const tried = target.server !== null;
  return [
    target.image,
    target.server ?? '–',
    targetWords(target),
    tried ? String(warned) : '–',
    target.path === null ? '–' : pathWords(target.path),
  ];
}

function pathWords({ from, to, state, held, filled }: NonNullable<UpgradeTarget['path']>): string {
  if (state === 'same') return `none needed: both have ${to}`;
  if (state === 'older') return `none: ${to} is older than ${from}`;
  if (state === 'stopped') return `stops between ${from} and ${to}`;
  if (state === 'updated') return `from ${from}, with a row in ${plural(filled, 'hypertable')}`;
  const only = held.length === 1 && held[0] === to;
  return `not tried: the image has ${only ? `${to} only` : held.join(', ')}, not ${from}`;
}

/** `upgrade --format text`: the table of the targets, then each one's details. */
export function upgradeAsText(report: UpgradeReport): string {
  const rows = [COLUMNS, ...report.targets.map(rowOf)].map((row) => row.map(visible));
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => displayWidth(row[at] ?? ''))));
  const table = rows.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - displayWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
  const details = report.targets.flatMap((target) => {
    const lines = detailsOf(target).flatMap(({ label, words, more }) => [
      `  ${label.padEnd(LABEL_WIDTH)}${visible(words)}`,
      ...more.map((line) => `  ${' '.repeat(LABEL_WIDTH)}${visible(line)}`),
    ]);
    return lines.length === 0 ? [] : ['', visible(target.image), ...lines];
  });
  const blocking = report.blocks.flatMap(({ object, message, hint }) => [
    `  ${visible(object)} ${visible(message)}`,
    `  ${visible(hint)}`,
  ]);
  const all = [headOf(report), '', ...table, ...details];
  return `${[...all, ...(blocking.length === 0 ? [] : ['', `${BLOCKS}:`, ...blocking])].join('\n')}\n`;
}

const LABEL_WIDTH = 9;
const BLOCKS = 'What an update of the extension may stop at';

function headOf(report: UpgradeReport): string {
  const { timescaledb, edition, postgres } = report.versions;
  return `${capital(upgradeWords(report))}; it comes from TimescaleDB ${timescaledb} (${edition}) on PostgreSQL ${postgres}`;
}

function detailsOf(target: UpgradeTarget): Detail[] {
  const { problem, refusals, warnings, lost, changed, path, updated, gone, known, locks } = target;
  const list = (label: string, records: readonly ChangeRecord[]): Detail[] =>
    records.map((record) => ({ label, words: recordWords(record), more: [] }));
  const causes = refusals.filter(({ follows }) => follows === null);
  return [
    ...(problem === null ? [] : [problemDetail(problem)]),
    ...[...Map.groupBy(causes, saying).values()].map((same) => refusalDetail(same, refusals)),
    ...warnings.map(({ line, message }) => ({ label: 'warned', words: `line ${line}: ${message}`, more: [] })),
    ...list('lost', lost),
    ...list('changed', changed),
    ...gone.map(({ routine, name }) => ({
      label: 'gone',
      words: `${routine} uses ${name}, which this version does not have: it fails as it runs`,
      more: [],
    })),
    ...(path === null ? [] : pathDetails(path)),
    ...list('updated', updated),
    ...known.map(({ since, what, source }) => ({
      label: 'known',
      words: `since ${since}: ${what} ${source}`,
      more: [],
    })),
    ...(locks === null ? [] : [{ label: 'locks', words: lockWords(locks), more: [] }]),
  ];
}

/** What the server said, whichever statement it said it of. */
function saying({ sqlstate, message, detail, hint }: RefusedStatement): string {
  return JSON.stringify([sqlstate, message, detail, hint]);
}

/** The statements that were refused in the same words, each with those that need it. */
function refusalDetail(causes: readonly RefusedStatement[], refusals: readonly RefusedStatement[]): Detail {
  const [{ sqlstate, message, detail, hint }] = causes as [RefusedStatement, ...RefusedStatement[]];
  const said = [...(detail === null ? [] : [`detail: ${detail}`]), ...hinted(hint)];
  const statements = causes.flatMap(({ line, statement }) => {
    const following = refusals.filter(({ follows }) => follows === line).map((one) => one.line);
    const needs = following.length === 1 ? '1 more, which needs it' : `${following.length} more, which need it`;
    const also = following.length === 0 ? [] : [`  and so ${needs}: line ${following.join(', ')}`];
    return [`line ${line}: ${oneLine(statement)}`, ...also];
  });
  return { label: 'refused', words: `${message} (${sqlstate})`, more: [...said, ...statements] };
}

function pathDetails({ from, refusals, stop }: NonNullable<UpgradeTarget['path']>): Detail[] {
  const before = refusals.map(({ line, message }) => ({
    label: 'update',
    words: `before it, ${from} refuses line ${line}: ${message}`,
    more: [],
  }));
  if (stop === null) return before;
  const { statement, sqlstate, message, detail, hint } = stop;
  const more = [...(detail === null ? [] : detail.split('\n').map((line) => `detail: ${line}`)), ...hinted(hint)];
  return [...before, { label: 'update', words: `${statement}: ${message} (${sqlstate})`, more }];
}

function problemDetail({ message, hint }: NonNullable<UpgradeTarget['problem']>): Detail {
  const [words = '', ...more] = message.split('\n');
  return { label: 'problem', words, more: [...more, ...hinted(hint)] };
}

function hinted(hint: string | null): string[] {
  return hint === null ? [] : [`hint: ${hint}`];
}

function lockWords({ chunks, needed, room, setting }: NonNullable<UpgradeTarget['locks']>): string {
  const counts = `a statement that reaches ${plural(chunks, 'chunk')} takes up to ${needed} locks; PostgreSQL has room for ${room} as it comes`;
  return needed <= room ? counts : `${counts}: have max_locks_per_transaction at ${setting} or more`;
}

/** `hypertable trading.trades, chunk interval: 7 days, there 1 day`; `continuous aggregate analytics.hourly: not there` */
function recordWords({ kind, object, property, from, to }: ChangeRecord): string {
  const whole = object.startsWith(`${kind} `) ? object : `${kind} ${object}`;
  const name = `${whole}${property === null ? '' : `, ${property}`}`;
  if (property === null && to === null) return `${name}: not there`;
  if (property === null && from === null) return `${name}: only there`;
  return `${name}: ${shortValue(from) ?? 'none'}, there ${shortValue(to) ?? 'none'}`;
}

function oneLine(statement: string): string {
  return truncate(statement.replace(/\s+/g, ' ').trim(), LONGEST_STATEMENT);
}

/** `upgrade --format markdown`: for a step's summary. */
export function upgradeAsMarkdown(report: UpgradeReport): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [
    row(COLUMNS),
    `|${'---|'.repeat(COLUMNS.length)}`,
    ...report.targets.map((target) => {
      const [image = '', ...others] = rowOf(target);
      return row([code(image), ...others.map(text)]);
    }),
  ];
  const details = report.targets.flatMap((target) => {
    const items = detailsOf(target).map(({ label, words, more }) =>
      [`- **${label}** ${text(words)}`, ...more.map((line) => `  <br>${code(line)}`)].join('\n'),
    );
    return items.length === 0 ? [] : [`**${code(target.image)}**`, items.join('\n')];
  });
  const blocking = report.blocks.map(
    ({ object, message, hint }) => `- ${code(object)} ${text(message)}. ${text(hint)}`,
  );
  const all = blocks(text(headOf(report)), table.join('\n'), ...details);
  return `${blocks(all, ...(blocking.length === 0 ? [] : [`**${BLOCKS}**`, blocking.join('\n')]))}\n`;
}
