import { Option } from 'commander';
import { RULES } from '../../lint/rules/index.ts';
import { findingsOf } from '../../report/findings.ts';
import { sarifOf } from '../../report/sarif.ts';
import { validate } from '../../workflows/validate.ts';
import { type AddCommand, type Flags, withCommon, withEngine, withSource } from '../options.ts';
import { type Command, runCommand } from '../run.ts';
import { homepage, version } from '../version.ts';

const FORMATS = ['text', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

/** `validate`: the required objects and the lint rules; as SARIF on standard output where that is asked for. */
export function addValidate(add: AddCommand): void {
  withCommon(
    withEngine(
      withSource(add('validate', 'required objects of timescale-ci.yml, and lint rules')).addOption(
        new Option('--format <format>', 'sarif: the findings on standard output, for code scanning and editors')
          .choices(FORMATS)
          .default('text'),
      ),
    ),
  ).action((flags: Flags & { format: Format }) => runCommand(flags, validateCommand(flags.format), false));
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
