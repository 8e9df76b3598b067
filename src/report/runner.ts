import type { Reporter, StepHandle } from './reporter.ts';
import { formatDetails, formatMessage, formatPlain, formatStep, type Layout, type Mark } from './terminal.ts';

/** Where the lines of a runner's log go. A text is one or more whole lines. */
export interface RunnerLog {
  line(text: string): void;
  startGroup(title: string): void;
  endGroup(): void;
}

export interface RunnerReporterOptions {
  log: RunnerLog;
  /** Milliseconds of a clock that only runs forward. */
  now: () => number;
  /** Calls back after a time, unless the returned function is called before. */
  later: (ms: number, call: () => void) => () => void;
}

/** Something that was warned of. */
export interface Warning {
  /** The name of the step; null for a remark between steps. */
  step: string | null;
  text: string;
  details: readonly string[];
}

export interface RunnerReporter extends Reporter {
  /** Everything that was warned of, for annotations. */
  readonly warnings: readonly Warning[];
  /** A closed group of lines for whoever looks for them. */
  group(title: string, lines: readonly string[]): void;
}

/** A step that takes longer shows what it is doing at once, a line a second at most; a quicker one is one line. */
const PATIENCE_MS = 3_000;
const LINE_MS = 1_000;
/** What a step did in less time than this is not worth a line. */
const SLOW_MS = 100;
/** Shorter steps show no time: it would say nothing. */
const SHORTEST_MS = 50;
const LAYOUT: Layout = { colour: true };

/**
 * A reporter for a runner's log: one line a step, which unfolds to what the step did and when, where there is more to
 * say. A failed step is never folded.
 */
export function createRunnerReporter({ log, now, later }: RunnerReporterOptions): RunnerReporter {
  const warnings: Warning[] = [];
  const running = new Set<Step>();
  /** The step whose group is open: a runner knows no groups in groups. */
  let open: Step | undefined;

  const close = (): void => {
    if (open !== undefined) log.endGroup();
    open = undefined;
  };
  const print = (text: string): void => {
    close();
    log.line(text);
  };
  const unfold = (title: string, lines: readonly string[]): void => {
    close();
    if (lines.length === 0) return log.line(title);
    log.startGroup(title);
    log.line(lines.join('\n'));
    log.endGroup();
  };

  interface Step {
    name: string;
    handle: StepHandle;
    end: (mark: Mark, text: string, details?: readonly string[]) => void;
  }

  const startStep = (name: string, noisy: boolean): Step => {
    const start = now();
    /** What took long, for the step's fold. */
    const slow: string[] = [];
    let busy: { text: string; since: number } | undefined;
    let live = false;
    let shown = Number.NEGATIVE_INFINITY;
    const show = (): void => {
      if (busy === undefined || now() - shown < LINE_MS) return;
      shown = now();
      log.line(formatDetails([`${seconds(busy.since - start)}  ${busy.text}`], LAYOUT).join('\n'));
    };
    const goLive = (): void => {
      live = true;
      if (open !== undefined || !running.has(step) || (busy === undefined && !noisy)) return;
      open = step;
      log.startGroup(formatPlain(`  … ${name}`, LAYOUT));
      show();
    };
    const settle = (): void => {
      if (busy !== undefined && now() - busy.since >= SLOW_MS)
        slow.push(`${seconds(now() - busy.since)}  ${busy.text}`);
      busy = undefined;
    };
    const cancel = later(PATIENCE_MS, goLive);
    const step: Step = {
      name,
      handle: {
        update(text) {
          if (!running.has(step)) return;
          settle();
          busy = { text, since: now() };
          if (open === step) show();
          else if (live) goLive();
        },
        done: (text, details) => step.end('done', text, details),
        unchanged: (text, details) => step.end('unchanged', text, details),
        warn: (text, details) => step.end('warning', text, details),
        fail: (text, details) => step.end('failed', text, details),
      },
      end(mark, text, details = []) {
        if (!running.delete(step)) return;
        cancel();
        settle();
        const took = now() - start;
        const timed = took >= SHORTEST_MS ? { seconds: took / 1000 } : {};
        const title = formatStep({ mark, name, text, ...timed }, LAYOUT);
        const below = formatDetails(details, LAYOUT);
        if (mark === 'warning') warnings.push({ step: name, text, details });
        if (mark === 'done' || mark === 'unchanged') return unfold(title, [...below, ...formatDetails(slow, LAYOUT)]);
        // What went wrong must not wait for a click.
        print([title, ...below].join('\n'));
      },
    };
    running.add(step);
    if (noisy) goLive();
    return step;
  };

  return {
    warnings,
    group: (title, lines) => unfold(formatPlain(title, LAYOUT), formatDetails(lines, LAYOUT)),
    heading: (text) => print(formatPlain(text, LAYOUT)),
    closing: (text) => print(formatPlain(text, LAYOUT)),
    note: (text) => print(formatDetails([text], LAYOUT).join('\n')),
    warn(text, details = []) {
      warnings.push({ step: null, text, details });
      print([formatMessage('warning', text, LAYOUT), ...formatDetails(details, LAYOUT)].join('\n'));
    },
    error(message, { details = [], hint } = {}) {
      const last = [...running].at(-1);
      for (const step of running) if (step !== last) running.delete(step);
      if (last !== undefined) last.end('failed', message, details);
      else print([formatMessage('failed', message, LAYOUT), ...formatDetails(details, LAYOUT)].join('\n'));
      if (hint !== undefined) print(formatPlain(hint, LAYOUT));
    },
    step: (name, options) => startStep(name, options?.noisy === true).handle,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(5)} s`;
}
