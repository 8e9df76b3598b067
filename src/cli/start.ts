import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  // Usage errors and help are told already.
  if (!(error instanceof CommanderError)) throw error;
}
