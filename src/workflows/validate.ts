import type { SchemaModel } from '../catalog/model.ts';
import { readCatalogue } from '../catalog/read.ts';
import type { LintResult } from '../lint/lint.ts';
import { checkRequired, type Required } from '../proof/required.ts';
import { describeRequired, listUnmet } from '../report/required-text.ts';
import type { RanStatement } from '../script/run-types.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { fails, lintSource } from './lint.ts';
import { refuseNothing, warnOfPlainDump } from './nothing.ts';
import { openSource, type Source } from './source.ts';

export interface ValidateResult {
  ok: boolean;
  server: string;
  required: Required;
  lint: LintResult;
}

/** The check by itself: required objects of a source, and the lint rules. */
export async function validate(settings: Settings, context: Context): Promise<ValidateResult> {
  await using source = await openSource(settings, context);
  const { model, required } = await validateSource(source, settings, context);
  const lint = lintSource(source, model, settings, context);
  const ok = required.unmet.length === 0 && !fails(lint.findings);
  return { ok, server: source.engine.label, required, lint };
}

/** The step: reads the model and holds it against the settings. */
export async function validateSource(
  source: Source,
  settings: Settings,
  { reporter }: Context,
): Promise<{ model: SchemaModel; required: Required }> {
  const step = reporter.step('validate');
  await using session = await source.engine.database.connect();
  const { model } = await readCatalogue(session, source.builder);
  refuseNothing(model, source.statements, settings['allow-empty']);
  warnOfPlainDump(model, source, reporter);
  const required = checkRequired(model, settings.require);
  locate(required, source.ran);
  if (required.unmet.length === 0) step.done(describeRequired(required, model));
  else step.fail(describeRequired(required, model), listUnmet(required));
  return { model, required };
}

/** Says where the table of a lost hypertable is made, when the scripts say. */
function locate(required: Required, ran: readonly RanStatement[]): void {
  for (const unmet of required.unmet) {
    if (unmet.hint === null) continue;
    const made = ran.find(({ text }) => /^\s*CREATE TABLE/i.test(text) && text.includes(unmet.object));
    if (made === undefined) continue;
    unmet.hint += `; its table is made at ${made.file}:${made.line}`;
    unmet.place = { file: made.file, line: made.line };
  }
}
