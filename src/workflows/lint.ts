import type { SchemaModel } from '../catalog/model.ts';
import type { Change } from '../diff/change.ts';
import type { Engine } from '../engine/types.ts';
import { type LintResult, lint } from '../lint/lint.ts';
import type { Finding } from '../lint/types.ts';
import { countFindings, findingLines, groupFindings } from '../report/lint-text.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import type { Source } from './source.ts';

type Base = { model: SchemaModel; changes: readonly Change[] };

function run(source: Source, model: SchemaModel, settings: Settings, base?: Base): LintResult {
  return lint({
    model,
    statements: source.statements,
    timescaledb: targetVersion(source.engine, settings),
    settings: settings.lint,
    ...(base === undefined ? {} : { base }),
  });
}

/** The step: runs the lint rules over a source. An error fails it. */
export function lintSource(
  source: Source,
  model: SchemaModel,
  settings: Settings,
  { reporter }: Context,
  base?: Base,
): LintResult {
  const step = reporter.step('lint');
  const result = run(source, model, settings, base);
  const hidden = result.ignored === 0 ? '' : `, ${result.ignored} ignored`;
  const text = `${plural(result.rules, 'rule')}: ${countFindings(result.findings)}${hidden}`;
  const lines = groupFindings(result.findings).flatMap(findingLines);
  if (fails(result.findings)) step.fail(text, lines);
  else if (result.findings.some(({ severity }) => severity === 'warning')) step.warn(text, lines);
  else step.done(text, lines);
  return result;
}

/** The step in one line, where the rules find errors or warnings: for what is done all the same. Only errors are warned of. */
export function countLint(source: Source, model: SchemaModel, settings: Settings, { reporter }: Context): void {
  const { findings } = run(source, model, settings);
  const grave = findings.filter(({ severity }) => severity !== 'notice');
  if (grave.length === 0) return;
  const text = `${countFindings(grave)}: "timescale-ci validate" shows ${grave.length === 1 ? 'it' : 'them'}`;
  const step = reporter.step('lint');
  if (fails(grave)) step.warn(text);
  else step.done(text);
}

/** True where a finding is an error. */
export function fails(findings: readonly Pick<Finding, 'severity'>[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/**
 * The version of TimescaleDB that a schema is meant for: that of the server at hand. Where somebody named an image and the
 * embedded engine stands in for it, its tag says which version will run the schema.
 */
export function targetVersion(engine: Pick<Engine, 'kind' | 'versions'>, settings: Pick<Settings, 'image'>): string {
  const tag = engine.kind === 'embedded' ? /:(\d+\.\d+\.\d+)/.exec(settings.image ?? '')?.[1] : undefined;
  return tag ?? engine.versions.timescaledb;
}
