import type { Dump } from '../dump/dump.ts';
import type { Engine } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { readBack } from '../proof/prove.ts';
import { type OwnMigration, planSection } from '../report/plan-section.ts';
import { nested } from '../report/reporter.ts';
import { plural } from '../report/words.ts';
import type { ScriptFile } from '../script/files.ts';
import type { Settings } from '../settings/schema.ts';
import { type Base, type FoundBase, otherBase } from './base.ts';
import type { Context } from './context.ts';
import { targetVersion } from './lint.ts';
import { type Between, type PlanOptions, PROOF, planBetween, proveMigrations } from './plan.ts';
import { readScripts } from './scripts.ts';
import { type Source, startEngine } from './source.ts';

const OPTIONS: PlanOptions = { prove: true, ...PROOF };

/**
 * Plans the way from the base of a pull request to its head where the settings ask for it, and holds the pull request's own
 * migration against the same proof. It never fails a review.
 *
 * @returns Markdown for the comment; null where there is nothing to plan
 */
export async function planAlong(
  source: Source,
  dump: Dump,
  found: FoundBase,
  settings: Settings,
  context: Context,
): Promise<string | null> {
  const base = otherBase(found, dump);
  if (!settings.plan || source.engine.kind === 'external' || base === null) return null;
  const step = context.reporter.step('plan');
  const quiet = { ...context, reporter: nested(step) };
  // Roles belong to the server: each proof has one of its own.
  const server = (): Promise<Engine> =>
    startEngine({ ...settings, engine: source.engine.kind === 'docker' ? 'docker' : 'embedded' }, quiet, 'scratch');
  try {
    await using engine = await server();
    const between: Between = {
      from: await readBack(base.body, engine, 'the base'),
      to: await readBack(dump.text, source.engine, 'the head'),
      statements: source.statements,
      version: engine.versions.timescaledb,
      timescaledb: targetVersion(source.engine, settings),
    };
    const result = await planBetween(between, OPTIONS, engine, quiet);
    const added = await addedMigrations(base, source, settings, context);
    let own: OwnMigration | null = null;
    if (added.length > 0) {
      await using second = await server();
      const proof = await proveMigrations(added, between, OPTIONS, second, quiet);
      const files = [...new Set(added.map(({ name }) => name))];
      const statements = source.statements.filter(({ file }) => files.includes(file)).map(({ sql }) => sql);
      own = { files, statements, proof };
    }
    const { proof, refused, steps } = result;
    const words = `${plural(steps.length, 'step')}, ${proof?.proved ? 'proved' : refused.length > 0 ? 'not whole' : 'not proved'}`;
    if (own === null) step.done(words);
    else
      step.done(
        `${words}; ${own.files.join(', ')} ${own.proof.proved ? 'reaches head, too' : 'does not reach head as it should'}`,
      );
    return planSection(result, own);
  } catch (error) {
    context.signal?.throwIfAborted();
    step.warn(`base and head were not planned: ${messageOf(error).split('\n')[0]}`);
    return null;
  }
}

/** The migrations that head runs behind those of the base; none where one of the base's was changed, or nothing tells them apart. */
async function addedMigrations(
  base: Base,
  source: Source,
  settings: Settings,
  { cwd }: Context,
): Promise<ScriptFile[]> {
  if (settings.source === undefined || base.statements.length === 0) return [];
  const textOf = (statements: Base['statements'], name: string): string =>
    statements.flatMap(({ file, sql }) => (file === name ? [sql] : [])).join('\n');
  const known = [...new Set(base.statements.map(({ file }) => file))];
  if (known.some((name) => textOf(base.statements, name) !== textOf(source.statements, name))) return [];
  const { scripts } = await readScripts(settings, cwd, false);
  const added = scripts.filter(({ name, shell }) => !known.includes(name) && shell !== true);
  return added.filter(({ name }) => textOf(source.statements, name) !== '');
}
