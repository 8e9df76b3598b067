import { type Change, CLASSES } from '../diff/change.ts';
import { countClasses, explainChanges } from '../diff/changes.ts';
import type { Dump } from '../dump/dump.ts';
import { messageOf } from '../errors.ts';
import type { Latest } from '../history/read-latest.ts';
import { readBack } from '../proof/prove.ts';
import type { Context } from './context.ts';
import type { Source } from './source.ts';

/**
 * The step: what is different from the latest version, in the words of the field. That version is restored beside the
 * source to be read.
 *
 * @returns null where it cannot be: the source is a live database, or the version needs what this server lacks
 */
export async function explainSince(
  latest: Latest,
  source: Source,
  dump: Dump,
  { reporter }: Context,
): Promise<Change[] | null> {
  if (source.engine.kind === 'external') return null;
  const step = reporter.step('changes');
  try {
    const { model, rows } = await readBack(latest.text, source.engine, latest.file, dump);
    const changes = explainChanges(model, dump.model, {
      timescaledb: dump.facts.timescaledb?.version ?? null,
      rows: { from: rows, to: dump.rows },
    });
    step.done(`${describeClasses(changes)} since ${latest.file}`);
    return changes;
  } catch (error) {
    step.warn(`${latest.file} cannot be restored here to compare with it: ${messageOf(error).split('\n')[0]}`);
    return null;
  }
}

/** `1 data-loss, 3 safe` */
export function describeClasses(changes: readonly Change[]): string {
  const counts = countClasses(changes);
  return (
    CLASSES.filter((level) => counts[level] > 0)
      .map((level) => `${counts[level]} ${level}`)
      .join(', ') || 'nothing'
  );
}
