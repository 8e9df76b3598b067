import { Option } from 'commander';
import { upgradeAsMarkdown, upgradeAsText, upgradeWords } from '../../report/upgrade-text.ts';
import { exitCodeOf, type UpgradeResult, upgrade } from '../../workflows/upgrade.ts';
import {
  type AddCommand,
  collect,
  type Flags,
  positive,
  withCommon,
  withEngine,
  withSchemaDirectory,
  withSource,
} from '../options.ts';
import { type Command, runCommand } from '../run.ts';

const FORMATS = ['text', 'markdown'] as const;
type Format = (typeof FORMATS)[number];

const WRITERS: { readonly [F in Format]: (result: UpgradeResult) => string } = {
  text: upgradeAsText,
  markdown: upgradeAsMarkdown,
};

interface UpgradeFlags extends Flags {
  to: string[];
  format: Format;
  chunks?: number;
  init?: string[];
  source?: string;
  databaseUrl?: string;
}

/** `upgrade --to IMAGE`: what other versions and editions make of the schema. */
export function addUpgrade(add: AddCommand): void {
  withCommon(
    withEngine(
      withSchemaDirectory(
        withSource(
          add('upgrade', 'what other versions and editions of TimescaleDB and PostgreSQL make of the schema')
            .addOption(
              new Option('--to <image>', 'a Docker image to try it on; repeatable')
                .argParser(collect)
                .makeOptionMandatory(),
            )
            .option('--chunks <n>', 'how many chunks production has, to see whether the locks suffice', positive)
            .addOption(new Option('--format <format>', 'how to write it').choices(FORMATS).default('text')),
        ),
        'directory of the versions, of which the latest is tried where no source is named',
      ),
    ),
  ).action((flags: UpgradeFlags) => runCommand(flags, upgradeCommand(flags), false));
}

const upgradeCommand =
  ({ to, format, chunks, init, source, databaseUrl }: UpgradeFlags): Command =>
  async (settings, context) => {
    const fromSource = (init ?? source ?? databaseUrl) !== undefined;
    const result = await upgrade({ to, fromSource, chunks }, settings, context);
    const exitCode = exitCodeOf(result);
    return {
      ok: exitCode === 0,
      ...(exitCode === 2 ? { exitCode } : {}),
      json: { ok: exitCode === 0, ...result },
      text: WRITERS[format](result),
      verdict: upgradeWords(result),
    };
  };
