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
  /** Lines below it, laid out by the caller: they are indented, never wrapped. */
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
    ...formatDetails(step.details ?? []),
  ].join('\n');
}

/** Lines below a step or a message: indented, harmless, otherwise as they are. */
export function formatDetails(details: readonly string[]): string[] {
  return details
    .flatMap((detail) => detail.split(/\r?\n/))
    .map((line) => defuse((DETAIL_INDENT + visible(line)).trimEnd()));
}

/** A message of its own between steps, in line with their marks. */
export function formatMessage(mark: Mark, text: string, layout: Layout): string {
  const { sign, style } = MARKS[mark];
  return `  ${paint(style, sign, layout)} ${visible(text)}`;
}

/** A line that starts at the left edge: the heading, the closing line, a hint. */
export function formatPlain(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => defuse(visible(line)))
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
