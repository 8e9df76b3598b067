import { UserError } from '../errors.ts';
import { fromText } from '../settings/from-text.ts';
import { type ActionInputs, ActionSchema, INPUTS, type InputName, isSetting } from '../settings/inputs.ts';
import type { Settings } from '../settings/schema.ts';

export interface Inputs {
  action: ActionInputs;
  /** The settings that were given; the others are left to the settings file. */
  given: Partial<Settings>;
}

/**
 * Reads every input.
 *
 * @param get gives an input's text, trimmed; an empty one counts as not given
 * @throws UserError that names every input that is wrong
 */
export function readInputs(get: (name: string) => string): Inputs {
  const action: Record<string, unknown> = {};
  const given: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const name of Object.keys(INPUTS) as InputName[]) {
    const text = get(name).trim();
    if (text === '') continue;
    const parsed = INPUTS[name].safeParse(fromText(INPUTS[name], text));
    if (!parsed.success)
      problems.push(`input ${name}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
    else (isSetting(name) ? given : action)[name] = parsed.data;
  }
  const sources = ['init', 'source', 'database-url'].filter((name) => given[name] !== undefined);
  if (sources.length > 1) problems.push(`the inputs ${sources.join(' and ')} name a source each: give one`);
  if (problems.length > 0) throw new UserError(problems.join('\n'), { hint: 'Mend the "with" of the step.' });
  return { action: ActionSchema.parse(action), given: given as Partial<Settings> };
}
