import * as core from '@actions/core';
import { createRunnerReporter, type RunnerReporter } from '../report/runner.ts';
import type { Settings } from '../settings/schema.ts';

/** A reporter on the runner's log. */
export function openReporter(): RunnerReporter {
  return createRunnerReporter({
    log: { line: core.info, startGroup: core.startGroup, endGroup: core.endGroup },
    now: () => performance.now(),
    later(ms, call) {
      const timer = setTimeout(call, ms).unref();
      return () => clearTimeout(timer);
    },
  });
}

/** Folds away what the run is set to, for whoever wonders why it did what it did. Secrets are left out. */
export function showSettings(reporter: RunnerReporter, mode: string, settings: Record<string, unknown>): void {
  const shown = Object.entries(settings)
    .filter(([name, value]) => !HIDDEN.includes(name) && value !== undefined && value !== '')
    .map(
      ([name, value]) =>
        `${name.padEnd(20)} ${Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    );
  const live = settings['database-url'] !== undefined;
  const built = settings['source'] === undefined ? shown : shown.filter((line) => !line.startsWith('init '));
  const lines = live ? ['database-url         given', ...shown.filter((line) => !/^(init|source) /.test(line))] : built;
  reporter.group(`${mode}: what this run is set to`, lines);
}

const HIDDEN: readonly (string | keyof Settings)[] = [
  'token',
  'database-url',
  'require',
  'docs',
  'lint',
  'mode',
  'matrix',
];
