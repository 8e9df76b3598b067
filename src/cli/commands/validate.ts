import { Option, type Command as Program } from 'commander';
import { RULES } from '../../lint/rules/index.ts';
import { findingsOf } from '../../report/findings.ts';
import { sarifOf } from '../../report/sarif.ts';
import { validate } from '../../workflows/validate.ts';
import { type AddCommand, withCommon, withEngine, withSource } from '../options.ts';
import type { Command } from '../run.ts';
import { homepage, version } from '../version.ts';
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
    if (flags.watch === true && flags.format !== 'text') program.error('error: --watch is for text, on a terminal');
    return runOrWatch(flags, validateCommand(flags.format), { writes: false });
  });
}

export const validateCommand =
  (format: Format): Command =>
  async (settings, context) => {
    const { ok, server, required, lint } = await validate(settings, context);
    return {
      ok,
      ...(format === 'sarif'
        ? {
            text: sarifOf(
              findingsOf({ required, lint: lint.findings, proof: null }, (file) => file),
              { version, homepage, rules: RULES },
            ),
          }
        : {}),
      json: { ok, server, unmet: required.unmet, findings: lint.findings, ignored: lint.ignored },
      verdict: 'Mend the SQL, or what timescale-ci.yml requires. docs/rules explains every rule.',
    };
  };
