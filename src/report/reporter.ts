import {
  formatDetails,
  formatMessage,
  formatPlain,
  formatRunning,
  formatStep,
  type Layout,
  type Mark,
} from './terminal.ts';

/** Tells a person how the work goes, one line a fact. Jobs call it; a shell decides where the lines go. */
export interface Reporter {
  /** The line above the steps: what runs, on which server. */
  heading(text: string): void;
  /**
   * Starts a step. Its line is written when it ends; a terminal shows its name at once. While a noisy step runs, a library
   * writes to the log: a runner folds its lines away.
   */
  step(name: string, options?: { noisy?: boolean }): StepHandle;
  /** A remark between the steps: which engine was chosen and why. */
  note(text: string): void;
  /** Something to look at that fails nothing. */
  warn(text: string, details?: readonly string[]): void;
  /**
   * What went wrong and what to do about it. It ends the steps that still run, the latest of them with this message, so
   * that a shell can give it whatever was thrown.
   */
  error(message: string, options?: { details?: readonly string[] | undefined; hint?: string | undefined }): void;
  /** The line below the steps: `Done in 6.2 s.` */
  closing(text: string): void;
}

/** A running step. It ends once; what is said of it afterwards is not heard. */
export interface StepHandle {
  /** What it is busy with; only a terminal shows it, until the step ends. */
  update(text: string): void;
  done(text: string, details?: readonly string[]): void;
  unchanged(text: string, details?: readonly string[]): void;
  warn(text: string, details?: readonly string[]): void;
  fail(text: string, details?: readonly string[]): void;
}

export interface ReporterOptions {
  /** Takes text with its line ends, for standard error or a runner's log. */
  write: (text: string) => void;
  /** True where a line may be taken back and written anew. */
  terminal: boolean;
  colour: boolean;
  /** The terminal's width at this moment; not asked where `terminal` is false. */
  columns?: () => number | undefined;
  /** Milliseconds of a clock that only runs forward. */
  now: () => number;
  /** Calls back every second until it is told to stop: the time of a running step, on a terminal. */
  everySecond?: (work: () => void) => () => void;
  /** Errors and failed steps only. */
  quiet?: boolean;
}

/** Shorter steps show no time: it would say nothing. */
const SHORTEST_MS = 50;
const TAKE_LINE_BACK = '\r\x1b[2K';

/** A reporter that writes text lines. */
export function createReporter(options: ReporterOptions): Reporter {
  const running = new Map<StepHandle, { name: string; text: string; start: number }>();
  let stop: (() => void) | undefined;
  const layout = (): Layout => ({
    colour: options.colour,
    columns: options.terminal ? (options.columns?.() ?? 80) : undefined,
  });
  let live = false;

  /** Writes whole lines, above the line of the latest running step where a terminal shows one. */
  const print = (text?: string): void => {
    const shown = options.terminal && !options.quiet ? [...running.values()].at(-1) : undefined;
    const parts = [live ? TAKE_LINE_BACK : '', text === undefined ? '' : `${text}\n`];
    if (shown) parts.push(formatRunning(shown.name, shown.text, (options.now() - shown.start) / 1000, layout()));
    live = shown !== undefined;
    if (live) stop ??= options.everySecond?.(() => print());
    else {
      stop?.();
      stop = undefined;
    }
    const all = parts.join('');
    if (all) options.write(all);
  };
  const say = (text: string): void => {
    if (!options.quiet) print(text);
  };

  return {
    heading: (text) => say(formatPlain(text, layout())),
    closing: (text) => say(formatPlain(text, layout())),
    note: (text) => say(formatDetails([text], layout()).join('\n')),
    warn: (text, details = []) =>
      say([formatMessage('warning', text, layout()), ...formatDetails(details, layout())].join('\n')),
    error(message, { details = [], hint } = {}) {
      const last = [...running.keys()].at(-1);
      for (const step of running.keys()) if (step !== last) running.delete(step);
      if (last) last.fail(message, details);
      else print([formatMessage('failed', message, layout()), ...formatDetails(details, layout())].join('\n'));
      if (hint !== undefined) print(formatPlain(hint, layout()));
    },
    step(name) {
      const start = options.now();
      const end =
        (mark: Mark) =>
        (text: string, details?: readonly string[]): void => {
          if (!running.delete(handle)) return;
          const took = options.now() - start;
          const timed = (mark === 'done' || mark === 'warning') && took >= SHORTEST_MS;
          const lines = formatStep({ mark, name, text, details, seconds: timed ? took / 1000 : undefined }, layout());
          if (mark === 'failed') print(lines);
          else say(lines);
        };
      const handle: StepHandle = {
        update(text) {
          const step = running.get(handle);
          if (!step) return;
          step.text = text;
          print();
        },
        done: end('done'),
        unchanged: end('unchanged'),
        warn: end('warning'),
        fail: end('failed'),
      };
      running.set(handle, { name, text: '', start });
      print();
      return handle;
    },
  };
}

/** The steps within a step: only what it is busy with shows, and how it ends is for the outer step to say. */
export function nested(outer: StepHandle): Reporter {
  const silent = (): void => {};
  return {
    heading: silent,
    note: silent,
    warn: silent,
    error: silent,
    closing: silent,
    step(name) {
      outer.update(name);
      return {
        update: (text) => outer.update(`${name} ${text}`),
        done: silent,
        unchanged: silent,
        warn: silent,
        fail: silent,
      };
    },
  };
}
