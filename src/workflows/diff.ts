import type { ChangeClass } from '../diff/change.ts';
import { type DiffDocument, diffDocument, explainChanges } from '../diff/changes.ts';
import { readRenameHints } from '../diff/rename/hints.ts';
import { idleRenames, resolveRenames } from '../diff/rename/resolve.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { openOperand, readOperandSpec } from './operand.ts';

export interface DiffResult {
  document: DiffDocument;
  /** The classes of `failOn` that there are changes of. */
  failing: ChangeClass[];
}

/**
 * Compares two schemas, each a dump, init SQL or a live database, one after the other: two servers at once would take
 * twice the memory.
 *
 * @param failOn the classes that fail the check
 */
export async function diff(
  specs: { old: string; new: string },
  failOn: readonly ChangeClass[],
  settings: Settings,
  context: Context,
): Promise<DiffResult> {
  // Before a server is started: a name that stands for nothing needs none.
  const [old, now] = [await readOperandSpec(specs.old, context), await readOperandSpec(specs.new, context)];
  const from = await openOperand(old, settings, context);
  const to = await openOperand(now, settings, context);
  const hints = readRenameHints(to.statements);
  for (const { hint, message } of idleRenames(hints, from.dump.model, to.dump.model)) {
    context.reporter.warn(`${hint.written?.file}:${hint.written?.line}: ${message}`);
  }
  const changes = explainChanges(from.dump.model, to.dump.model, {
    // A change meets the database that is there: the old one, where it lives.
    timescaledb: from.live ?? to.live ?? to.target,
    renames: resolveRenames(hints, from.dump.model, to.dump.model),
    rows: { from: from.dump.rows, to: to.dump.rows },
  });
  const document = diffDocument(changes, { old: from.dump.fingerprint, new: to.dump.fingerprint });
  return { document, failing: failOn.filter((level) => document.classes[level] > 0) };
}
