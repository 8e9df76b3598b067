import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

// Whoever closed the pipe (head, less) has what they wanted, of the help too.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  await createProgram().parseAsync();
} catch (error) {
  // Usage errors and help are told already.
  if (!(error instanceof CommanderError)) throw error;
}
