import type { Reporter, StepHandle } from './reporter.ts';

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
