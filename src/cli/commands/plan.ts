import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { PREAMBLE } from '../../dump/compose.ts';
import { planAsJson, planAsSql } from '../../report/plan-text.ts';
import { plural } from '../../report/words.ts';
import { type PlanOptions, type PlanResult, plan } from '../../workflows/plan.ts';
import { type AddCommand, type Flags, positive, withCommon, withEngine } from '../options.ts';
import { type Command, runCommand } from '../run.ts';

const FORMATS = ['sql', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface PlanFlags extends Flags, PlanOptions {
  format: Format;
  output?: string;
}

const WRITERS: { readonly [F in Format]: (result: PlanResult) => string } = {
  sql: (result) => planAsSql(result, PREAMBLE),
  json: planAsJson,
};

/** `plan OLD NEW`: the migration from one schema to the other, proved on rows. */
export function addPlan(add: AddCommand): void {
  withCommon(withEngine(add('plan', 'the statements that lead from one schema to the other, proved on generated rows')))
    .argument('<old>', 'a .sql file (a dump or init SQL), a directory or pattern of init SQL, or a postgres:// URL')
    .argument('<new>', 'the same')
    .option('-o, --output <dir>', 'write plan.sql and plan.json there, rather than to standard output')
    .addOption(new Option('--format <format>', 'how to write it').choices(FORMATS).default('sql'))
    .option('--no-prove', 'do not apply it to the base filled with rows')
    .option('--rows <n>', 'rows for each table of the proof', positive, 24)
    .option('--chunks <n>', 'chunks that they are spread over', positive, 4)
    // `rows` is a setting, too: the tables whose rows belong to the schema.
    .action((old: string, now: string, { rows, ...flags }: PlanFlags) =>
      runCommand(flags, planCommand({ old, new: now }, { rows, ...flags })),
    );
}

const planCommand =
  (specs: { old: string; new: string }, { format, output, prove, rows, chunks }: PlanFlags): Command =>
  async (settings, context) => {
    const result = await plan(specs, { prove, rows, chunks }, settings, context);
    const ok = result.refused.length === 0 && result.proof?.proved !== false;
    const words = plural(result.steps.length, 'step');
    if (output !== undefined) {
      const directory = resolve(context.cwd, output);
      await mkdir(directory, { recursive: true });
      for (const one of FORMATS) await writeFile(join(directory, `plan.${one}`), WRITERS[one](result));
    }
    return {
      ok,
      json: result,
      text: output === undefined ? WRITERS[format](result) : `${join(output, 'plan.sql')}: ${words}\n`,
      verdict:
        result.refused.length > 0
          ? `${plural(result.refused.length, 'change')} could not be planned: see NOT PLANNED.`
          : 'The proof failed: do not run this plan.',
    };
  };
