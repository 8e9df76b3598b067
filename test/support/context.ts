import { createReporter } from '../../src/report/reporter.ts';
import type { Context } from '../../src/workflows/context.ts';

/** A context for jobs that keeps what was reported, as lines. */
export function testContext(cwd: string, now = new Date('2026-11-22T02:00:07Z')): Context & { lines: () => string[] } {
  let text = '';
  return {
    reporter: createReporter({ write: (part) => (text += part), terminal: false, colour: false, now: () => 0 }),
    cwd,
    now: () => now,
    env: {},
    lines: () => text.split('\n'),
  };
}
