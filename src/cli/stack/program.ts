import type { Command } from 'commander';
import { docsPage } from '../../documentation.ts';
import { withCommon } from '../options.ts';
import { addArchive } from './archive-commands.ts';
import { addData } from './data-commands.ts';
import { addLooking } from './looking-commands.ts';
import { ENV_FILE } from './run.ts';
import { addRunning } from './running-commands.ts';

/** `stack` and its commands. */
export function addStack(program: Command): void {
  const stack = program
    .command('stack')
    .description(
      `a primary, a streaming replica, tools and monitoring on Docker Compose (${docsPage('operations.md')})`,
    );
  const add = (name: string, description: string): Command =>
    withCommon(
      stack
        .command(name)
        .description(description)
        .option('--env-file <file>', 'settings and passwords of the stack', ENV_FILE),
    );
  addRunning(add);
  addLooking(add);
  addData(add);
  addArchive(add);
}
