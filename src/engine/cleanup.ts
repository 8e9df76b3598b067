import { constants } from 'node:os';

type Dispose = () => Promise<void>;

const registered = new Set<Dispose>();
let closing = false;

/**
 * Registers what must not outlive this process, such as a container. An engine registers before it starts anything,
 * so that a signal in the middle of a start finds it.
 *
 * @returns a function that takes the entry out again, once it is disposed of
 * @throws where the process is already cleaning up: nothing new may start then
 */
export function onExit(dispose: Dispose): () => void {
  if (closing) throw new Error('the process is ending, nothing new is started');
  registered.add(dispose);
  return () => registered.delete(dispose);
}

/** Disposes of everything that is registered, all at once. One failure does not keep the others from going. */
export async function cleanUp(): Promise<void> {
  await Promise.allSettled([...registered].map((dispose) => dispose()));
}

/**
 * Resolves at once; never, while the process is ending. For whoever is about to report a failure that a signal caused,
 * such as a connection that broke because its container was just removed: the exit comes first.
 */
export function unlessClosing(): Promise<void> {
  return closing ? new Promise(() => {}) : Promise.resolve();
}

/** The part of `process` that signals need: a test can hand in another. */
export interface SignalTarget {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

/**
 * On SIGINT and SIGTERM: cleans up, then exits with 128 + the signal's number as a shell would report it.
 * GitHub's runner cancels a job with SIGINT, SIGTERM 7.5 s later and SIGKILL 2.5 s after that (actions/runner,
 * ProcessInvoker), so further signals are ignored while we clean up, and cleaning up is given up after `timeoutMs`.
 *
 * @param onSignal called first, for a word to the person who waits
 * @returns a function that takes the handlers away again
 */
export function cleanUpOnSignals(
  target: SignalTarget,
  options: { timeoutMs?: number; onSignal?: (signal: NodeJS.Signals) => void } = {},
): () => void {
  const { timeoutMs = 7_000, onSignal } = options;
  const handler = (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    const exit = () => {
      clearTimeout(timer);
      target.exit(128 + constants.signals[signal]);
    };
    const timer = setTimeout(exit, timeoutMs);
    onSignal?.(signal);
    cleanUp().then(exit, exit);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) target.on(signal, handler);
  return () => {
    for (const signal of signals) target.off(signal, handler);
  };
}
