import { messageOf } from '../errors.ts';
import { LATEST_FILE } from '../history/names.ts';
import type { Latest } from '../history/read-latest.ts';
import { readBack } from '../proof/prove.ts';
import type { StepHandle } from '../report/reporter.ts';
import { type FoundBase, partsOf } from './base-parts.ts';
import type { Source } from './source.ts';

interface Wanted {
  version: Latest | undefined;
  /** Whose version it is: `the checkout`. */
  of: string;
  /** Why the base itself cannot be had, as a sentence without its end. */
  why: string;
  label: string;
}

/** The base from a version that was committed, restored beside the head. It ends the step. */
export async function restoreVersion(
  { version, of, why, label }: Wanted,
  source: Source,
  step: StepHandle,
): Promise<Omit<FoundBase, 'label'>> {
  if (version === undefined) return none(`${why}. There is no ${LATEST_FILE} in ${of} either`);
  try {
    const base = { ...partsOf(await readBack(version.text, source.engine, version.file)), statements: [] };
    const note = `${why}. Compared with ${version.file} of ${of} instead.`;
    step.warn(`${label} is not built`, [note]);
    return { base, note };
  } catch (error) {
    return none(`${why}. ${version.file} of ${of} cannot be restored here: ${messageOf(error).split('\n')[0]}`);
  }

  function none(reason: string): Omit<FoundBase, 'label'> {
    step.warn(`${label} is not built: there is nothing to compare with`, [`${reason}.`]);
    return { base: null, note: `${reason}.` };
  }
}
