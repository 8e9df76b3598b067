import { Option, type Command as Program } from 'commander';
import { docsPage } from '../../documentation.ts';
import { RULES } from '../../lint/rules/index.ts';
import type { PlacedFinding } from '../../report/annotations.ts';
import { findingsOf } from '../../report/findings.ts';
import { sarifOf } from '../../report/sarif.ts';
import { ScriptError } from '../../script/error.ts';
import { validate } from '../../workflows/validate.ts';
import { type AddCommand, withCommon, withEngine, withSource } from '../options.ts';
import type { Command } from '../run.ts';
import { version } from '../version.ts';
import { runOrWatch, type WatchFlags, withWatch } from '../watch.ts';

const FORMATS = ['text', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

/** `validate`: the required objects and the lint rules; as SARIF on standard output where that is asked for. */
export function addValidate(add: AddCommand): void {
  withCommon(
    withEngine(
      withWatch(withSource(add('validate', 'required objects of timescale-ci.yml, and lint rules'))).addOption(
        new Option('--format <format>', 'sarif: the findings on standard output, for code scanning and editors')
          .choices(FORMATS)
          .default('text'),
      ),
    ),
  ).action((flags: WatchFlags & { format: Format }, program: Program) => {
    if (flags.json === true && flags.format !== 'text') {
      program.error('error: --json and --format sarif are two documents for one standard output: choose one');
    }
    if (flags.watch === true && flags.format !== 'text') program.error('error: --watch is for text, on a terminal');
    return runOrWatch(flags, validateCommand(flags.format), { writes: false });
  });
}

export const validateCommand =
  (format: Format): Command =>
  async (settings, context) => {
    const text = (findings: readonly PlacedFinding[]): { text?: string } =>
      format === 'sarif' ? { text: sarifOf(findings, { version, rules: RULES }) } : {};
    try {
      const { ok, server, required, lint } = await validate(settings, context);
      return {
        ok,
        ...text(findingsOf({ required, lint: lint.findings, proof: null }, (file) => file)),
        json: { ok, server, unmet: required.unmet, findings: lint.findings, ignored: lint.ignored },
        verdict: `Mend the SQL, or what timescale-ci.yml requires. Every rule is explained in ${docsPage('rules/README.md')}`,
      };
    } catch (error) {
      if (format === 'text' || !(error instanceof ScriptError)) throw error;
      // Whoever reads the document takes an empty one for a defect.
      const { file, line, column, reason } = error;
      return {
        ok: false,
        ...text([{ severity: 'error', message: reason, hint: error.hint, file, line, column }]),
        json: null,
        failure: error,
      };
    }
  };
