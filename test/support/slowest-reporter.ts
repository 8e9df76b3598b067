import type { Reporter, TestModule } from 'vitest/node';

const SHOWN = 10;

/** Ends a run with the files that took longest, and with what was left out as too long. */
export default class SlowestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const timed = modules
      .map((module) => ({ file: module.relativeModuleId, ms: module.diagnostic().duration }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, SHOWN);
    if (timed.length > 1) {
      console.log(`Slowest files:\n${timed.map(({ file, ms }) => `  ${seconds(ms)}  ${file}`).join('\n')}`);
    }
    const long = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].filter(({ options }) => options.tags?.includes('long')),
    );
    if (long.length > 0) {
      const files = new Set(long.map(({ module }) => module));
      console.log(
        `\nLeft out: ${long.length} long tests in ${files.size} files. "npm run test:all" runs them too, and so does naming a file.`,
      );
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8);
}
