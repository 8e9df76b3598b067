import type { EventEmitter } from 'node:events';
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

/** What this needs of `process`: a test can hand in another. */
export interface ExitTarget extends EventEmitter {
  exit(code: number): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Cleans up before the process ends: on a signal, which then exits with 128 + its number as a shell would report it,
 * and on an error that nobody caught, such as EPIPE from a pipe that was closed, which exits with 2.
 * GitHub's runner cancels a job with SIGINT, SIGTERM 7.5 s later and SIGKILL 2.5 s after that (actions/runner,
 * ProcessInvoker), so whatever comes while we clean up is ignored, and cleaning up is given up after `timeoutMs`.
 *
 * @param say.signal called first, for a word to the person who waits
 * @param say.crash called with the error that nobody caught: Node.js does not print it any more
 * @returns a function that takes the handlers away again
 */
export function cleanUpOnExit(
  target: ExitTarget,
  say: { signal?: (name: NodeJS.Signals) => void; crash: (error: unknown) => void },
  timeoutMs = 7_000,
): () => void {
  const end = (code: number, announce: () => void) => {
    if (closing) return;
    closing = true;
    const exit = () => {
      clearTimeout(timer);
      target.exit(code);
    };
    const timer = setTimeout(exit, timeoutMs);
    try {
      announce();
    } finally {
      cleanUp().then(exit, exit);
    }
  };
  const onSignal = (name: NodeJS.Signals) => end(128 + constants.signals[name], () => say.signal?.(name));
  const onCrash = (error: unknown) => end(2, () => say.crash(error));
  for (const signal of SIGNALS) target.on(signal, onSignal);
  target.on('uncaughtException', onCrash);
  return () => {
    for (const signal of SIGNALS) target.off(signal, onSignal);
    target.off('uncaughtException', onCrash);
  };
}
