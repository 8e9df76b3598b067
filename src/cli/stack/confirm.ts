import { createInterface } from 'node:readline/promises';
import { UserError } from '../../errors.ts';

/**
 * Asks on the terminal, by standard error, and goes on only for the answer that is wanted.
 *
 * @param yes true where it was said by --yes: nothing is asked then
 * @throws UserError for another answer, and where nobody can be asked
 */
export async function confirm(question: string, wanted: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (process.stdin.isTTY !== true) {
    throw new UserError('this needs a yes, and there is no terminal to ask at', { hint: 'Say it by --yes.' });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(question);
    if (answer.trim() !== wanted) throw new UserError('not confirmed, nothing was done');
  } finally {
    terminal.close();
  }
}
