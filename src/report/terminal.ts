import { styleText } from 'node:util';
import { displayWidth, truncate, visible, wrap } from './terminal-text.ts';

/** What became of a step: done, failed, nothing to do, done with a warning. */
export type Mark = 'done' | 'failed' | 'unchanged' | 'warning';

export interface StepLine {
  mark: Mark;
  /** One word for the step: `restore`. */
  name: string;
  /** The verdict, in one line. */
  text: string;
  /** How long it took. Left out where it says nothing. */
  seconds?: number | undefined;
  /** Lines below it: they are indented, and wrapped where a terminal is narrower. */
  details?: readonly string[] | undefined;
}

export interface Layout {
  colour: boolean;
  /** Width of the terminal; undefined where the text goes to a file or a log, in which nothing is wrapped. */
  columns?: number | undefined;
}

type Style = Parameters<typeof styleText>[0];

const MARKS: Record<Mark, { sign: string; style: Style }> = {
  done: { sign: '✓', style: 'green' },
  failed: { sign: '✗', style: 'red' },
  unchanged: { sign: '=', style: 'dim' },
  warning: { sign: '!', style: 'yellow' },
};
const NAME_WIDTH = 10;
const GAP = 2;
const DETAIL_INDENT = ' '.repeat(6);
/** Times end here on any wider screen too, where the eye still finds them. */
const FULL_WIDTH = 80;
/** Below this a column of wrapped words is worse to read than the terminal's own wrapping. */
const NARROWEST_WRAP = 30;

/** A finished step as its line and the lines below it, without a line end. */
export function formatStep(step: StepLine, layout: Layout): string {
  const { sign, style } = MARKS[step.mark];
  const name = visible(step.name).padEnd(NAME_WIDTH);
  const before = name.length + 5;
  const time = step.seconds === undefined ? '' : formatSeconds(step.seconds);
  const [first, ...more] = placeTime(visible(step.text), time, before, layout);
  return [
    `  ${paint(style, sign, layout)} ${name} ${first}`.trimEnd(),
    ...more.map((line) => defuse(' '.repeat(before) + line)),
    ...formatDetails(step.details ?? [], layout),
  ].join('\n');
}

/** Lines below a step or a message: indented, harmless, and no wider than the terminal. */
export function formatDetails(details: readonly string[], layout: Layout): string[] {
  return details
    .flatMap((detail) => detail.split(/\r?\n/))
    .flatMap((line) => formatLine((DETAIL_INDENT + visible(line)).trimEnd(), layout));
}

/** What a line may begin with, and the colour of how grave it is. */
const GRAVITY: Record<string, Style> = {
  error: 'red',
  warning: 'yellow',
  notice: 'cyan',
  'data loss': 'red',
  breaking: 'red',
  recompress: 'yellow',
  locks: 'yellow',
  safe: 'green',
};
const GRAVE = new RegExp(`^( *)(${Object.keys(GRAVITY).join('|')})(?= )`);

/**
 * A line that is visible, in as many lines as it takes: what is wrapped stands below the words that it began with, behind
 * their column. A line of a script, which has a │, stays whole, so that its caret points where it should.
 */
export function formatLine(line: string, layout: Layout): string[] {
  const columns = layout.columns ?? Number.POSITIVE_INFINITY;
  const before = hangOf(line, columns);
  const fits = displayWidth(line) <= columns || columns - before < NARROWEST_WRAP || line.includes('│');
  const [first = '', ...more] = fits ? [line] : wrap(line.slice(before), columns - before);
  const begin = fits ? first : line.slice(0, before) + first;
  const painted = begin.replace(
    GRAVE,
    (_, space: string, word: string) => space + paint(GRAVITY[word] ?? 'dim', word, layout),
  );
  return [painted, ...more.map((one) => ' '.repeat(before) + one)].map(defuse);
}

/** Where the text of a line begins: behind its indent, and behind a first column where that is narrow. */
function hangOf(line: string, columns: number): number {
  const [column = ''] = /^ *(?:\S{1,10}(?: \S{1,5})? {2,})?/.exec(line) ?? [];
  return column.length <= columns / 3 ? column.length : line.search(/\S|$/);
}

/** A message of its own between steps, in line with their marks. */
export function formatMessage(mark: Mark, text: string, layout: Layout): string {
  const { sign, style } = MARKS[mark];
  const [first = '', ...more] = formatLine(`    ${visible(text)}`, layout);
  return [`  ${paint(style, sign, layout)} ${first.trimStart()}`, ...more].join('\n');
}

/** A line that starts at the left edge: the heading, the closing line, a hint. */
export function formatPlain(text: string, layout: Layout): string {
  return text
    .split(/\r?\n/)
    .flatMap((line) => formatLine(visible(line), layout))
    .join('\n');
}

/**
 * The line of a running step, with the whole seconds that it takes so far: never wider than the terminal, because only one
 * row can be taken back.
 */
export function formatRunning(name: string, text: string, seconds: number, layout: Layout): string {
  const columns = layout.columns ?? FULL_WIDTH;
  const timed = seconds >= 1 && columns >= NARROWEST_WRAP;
  const time = timed ? ` ${formatSeconds(Math.floor(seconds)).replace('.0 s', ' s')}` : '';
  const line = `… ${visible(name).padEnd(NAME_WIDTH)} ${visible(text)}`.trimEnd();
  return `  ${paint('dim', truncate(line, columns - 3 - time.length) + time, layout)}`;
}

/** `0.9 s`, `59.9 s`, `1 min 5 s`, `2 h 3 min`. */
export function formatSeconds(seconds: number): string {
  if (Math.round(seconds * 10) < 600) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The verdict's lines, the time at the right of the first. `before` columns of it are taken by mark and name. */
function placeTime(text: string, time: string, before: number, layout: Layout): string[] {
  const columns = layout.columns ?? Number.POSITIVE_INFINITY;
  const room = columns - before - (time ? time.length + GAP : 0);
  const lines = displayWidth(text) <= room || room < NARROWEST_WRAP ? [text] : wrap(text, room);
  if (!time) return lines;
  const [first = '', ...more] = lines;
  const free = Math.min(columns, FULL_WIDTH) - before - displayWidth(first) - time.length;
  return [first + ' '.repeat(Math.max(GAP, free)) + paint('dim', time, layout), ...more];
}

/**
 * A GitHub runner obeys `::command::` at the start of a line, blanks before it skipped, and `##[command]` anywhere in
 * one (actions/runner, src/Runner.Common/ActionCommand.cs). A name or a notice from someone's SQL must not give orders.
 */
function defuse(line: string): string {
  return line.replace(/^(\s*)::/, '$1\\::');
}

function paint(style: Style, text: string, layout: Layout): string {
  return layout.colour ? styleText(style, text, { validateStream: false }) : text;
}
