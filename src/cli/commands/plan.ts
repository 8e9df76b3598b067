import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Option } from 'commander';
import { PREAMBLE } from '../../dump/compose.ts';
import { messageOf, UserError } from '../../errors.ts';
import { migrationFiles, PLAN_LAYOUTS, type PlanLayout } from '../../plan/layouts.ts';
import { planAsJson, planAsSql } from '../../report/plan-text.ts';
import { plural } from '../../report/words.ts';
import { type PlanOptions, type PlanResult, PROOF, plan } from '../../workflows/plan.ts';
import { type AddCommand, type Flags, positive, withCommon, withEngine } from '../options.ts';
import { type Command, runCommand } from '../run.ts';

const FORMATS = ['sql', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface PlanFlags extends Flags, PlanOptions {
  format: Format | PlanLayout;
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
    .option(
      '-o, --output <dir>',
      'write plan.sql and plan.json there, rather than to standard output; for a layout, the directory of its migrations',
    )
    .addOption(
      new Option('--format <format>', "how to write it: sql, json, or the next migration in a tool's layout")
        .choices([...FORMATS, ...PLAN_LAYOUTS])
        .default('sql'),
    )
    .option('--no-prove', 'do not apply it to the base filled with rows')
    .option('--rows <n>', 'rows for each table of the proof', positive, PROOF.rows)
    .option('--chunks <n>', 'chunks that they are spread over', positive, PROOF.chunks)
    // `rows` is a setting, too: the tables whose rows belong to the schema.
    .action((old: string, now: string, { rows, ...flags }: PlanFlags) =>
      runCommand(flags, planCommand({ old, new: now }, { rows, ...flags })),
    );
}

const planCommand =
  (specs: { old: string; new: string }, { format, output, prove, rows, chunks }: PlanFlags): Command =>
  async (settings, context) => {
    const layout = PLAN_LAYOUTS.find((one) => one === format);
    if (layout !== undefined && output === undefined) {
      throw new UserError(`--format ${layout} writes files, and no directory is named`, {
        hint: 'Name the directory of the migrations by -o DIR.',
      });
    }
    const result = await plan(specs, { prove, rows, chunks }, settings, context);
    const ok = result.refused.length === 0 && result.proof?.proved !== false;
    const words = plural(result.steps.length, 'step');
    let text = output === undefined ? '' : `${join(output, 'plan.sql')}: ${words}\n`;
    let files: string[] | undefined;
    if (output !== undefined) {
      const directory = resolve(context.cwd, output);
      if (layout === undefined) {
        await mkdir(directory, { recursive: true });
        for (const one of FORMATS) await writeFile(join(directory, `plan.${one}`), WRITERS[one](result));
      } else {
        files = ok ? await writeMigrations(result, layout, directory, context.now()) : [];
        text = files.map((file) => `${join(output, file)}\n`).join('');
        if (ok && files.length === 0) text = 'Nothing to write: the schemas are the same.\n';
      }
    } else if (layout === undefined) text = WRITERS[format as Format](result);
    const unwritten = layout === undefined ? '' : ' Nothing was written.';
    return {
      ok,
      json: files === undefined ? result : { ...result, files },
      text,
      verdict:
        result.refused.length > 0
          ? `${plural(result.refused.length, 'change')} could not be planned: see NOT PLANNED.${unwritten}`
          : `The proof failed: do not run this plan.${unwritten}`,
    };
  };

/** Writes the migrations behind those that are there; gives their paths in the directory. */
async function writeMigrations(
  result: PlanResult,
  layout: PlanLayout,
  directory: string,
  now: Date,
): Promise<string[]> {
  const there = await readdir(directory, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new UserError(`cannot read ${directory}: ${messageOf(cause)}`);
  });
  const files = migrationFiles(
    result,
    layout,
    there.map((name) => name.replaceAll(sep, '/')),
    now,
  );
  for (const { path, text } of files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    // What somebody else wrote meanwhile stays.
    await writeFile(file, text, { flag: 'wx' });
  }
  return files.map(({ path }) => path);
}
