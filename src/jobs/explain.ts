import { explainError } from '../lint/explain-error.ts';
import { ScriptError } from '../script/error.ts';

/** An error of a script with what a lint rule knows about it; any other error as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof ScriptError)) return error;
  const { file, line, column, sourceLine, reason, hint, ...fields } = error;
  const known = explainError(`${reason} ${hint ?? ''}`);
  if (known === null) return error;
  const advice = `${known.hint} See docs/rules/${known.rule}.md.`;
  return new ScriptError({ file, line, column }, sourceLine, {
    message: reason,
    sqlstate: fields.sqlstate,
    detail: fields.detail,
    context: fields.context,
    query: fields.query,
    exitCode: fields.exitCode,
    hint: hint === undefined ? advice : `${hint}\n${advice}`,
    cause: error.cause,
  });
}
