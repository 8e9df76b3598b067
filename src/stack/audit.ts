import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { World } from './world.ts';

export interface AuditEntry {
  at: Date;
  user: string;
  /** As it was typed, without the values of secrets: `promote --yes`. */
  command: string;
  /** `done`, or `failed: …`. */
  outcome: string;
}

/** Where the commands on a stack are noted. */
export function auditPath({ envPath }: Pick<World, 'envPath'>): string {
  return join(dirname(envPath), 'timescale-audit.log');
}

/**
 * Appends one line to the audit log: time in UTC, user, command and outcome, with tabs between.
 *
 * @throws UserError where it cannot be written
 */
export async function appendAudit(path: string, { at, user, command, outcome }: AuditEntry): Promise<void> {
  const line = [at.toISOString(), user, command, outcome].map(oneLine).join('\t');
  try {
    // One write of less than a page: lines of commands that run at the same time do not mix.
    await appendFile(path, `${line}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new UserError(`cannot write the audit log ${path}: ${messageOf(cause)}`, {
      hint: 'Check the directory.',
      cause,
    });
  }
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 500);
}
