import { Option } from 'commander';
import { RULES } from '../../lint/rules/index.ts';
import { driftAsMarkdown, driftAsText, driftFindings, driftWords } from '../../report/drift-text.ts';
import { sarifOf } from '../../report/sarif.ts';
import { type DriftOptions, type DriftResult, drift, driftDocument } from '../../workflows/drift.ts';
import { type AddCommand, type Flags, withCommon, withEngine, withSchemaDirectory } from '../options.ts';
import { type Command, runCommand } from '../run.ts';
import { version } from '../version.ts';

const FORMATS = ['text', 'markdown', 'json', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

const WRITERS: { readonly [F in Format]: (result: DriftResult) => string } = {
  text: driftAsText,
  markdown: (result) => driftAsMarkdown(result),
  json: (result) => `${JSON.stringify(driftDocument(result), null, 2)}\n`,
  sarif: (result) =>
    sarifOf(
      driftFindings(result, (file) => file),
      { version, rules: RULES },
    ),
};

/** `drift --database-url URL`: whether a live database has the schema that it should. */
export function addDrift(add: AddCommand): void {
  withCommon(
    withEngine(
      withSchemaDirectory(
        add('drift', 'how a live database differs from the schema that it should have; it is only read')
          .option('--database-url <url>', 'the live database (postgres://…); never written to')
          .option(
            '--against <what>',
            'a dump, a commit, or "init" for the source as it stands (default: schema_latest.sql)',
          )
          .option('--verify', 'verify first that a workflow of this repository signed the dump (needs gh)')
          .addOption(new Option('--format <format>', 'how to write it').choices(FORMATS).default('text')),
        'directory of the versions',
      ),
    ),
  ).action((flags: Flags & { format: Format; against?: string; verify?: boolean }) =>
    runCommand(flags, driftCommand({ against: flags.against, verify: flags.verify }, flags.format), false),
  );
}

const driftCommand =
  (options: DriftOptions, format: Format): Command =>
  async (settings, context) => {
    const result = await drift(options, settings, context);
    return {
      ok: result.differences.length === 0,
      json: driftDocument(result),
      text: WRITERS[format](result),
      verdict: `Drift: ${driftWords(result, result.reference.name)}.`,
    };
  };
