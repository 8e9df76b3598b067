import completion from '@bomb.sh/tab/commander';
import { Command } from 'commander';
import { addApply } from './commands/apply.ts';
import { addBackup } from './commands/backup.ts';
import { addDataCommands } from './commands/data/program.ts';
import { addDiff } from './commands/diff.ts';
import { addDocs } from './commands/docs.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrift } from './commands/drift.ts';
import { addDump } from './commands/dump.ts';
import { addHealth } from './commands/health.ts';
import { addInit } from './commands/init.ts';
import { addPlan } from './commands/plan.ts';
import { addRehearse } from './commands/rehearse.ts';
import { addRestoreTest } from './commands/restore-test.ts';
import { addSimulate } from './commands/simulate.ts';
import { addUpgrade } from './commands/upgrade.ts';
import { addValidate } from './commands/validate.ts';
import { addStack } from './stack/program.ts';
import { version } from './version.ts';

/** In the order of the help. Each holds its flags, its help and what it prints. */
const COMMANDS = [
  addBackup,
  addDump,
  addValidate,
  addRestoreTest,
  addDiff,
  addPlan,
  addApply,
  addDrift,
  addUpgrade,
  addHealth,
  addSimulate,
  addRehearse,
  addDocs,
  addInit,
  addDoctor,
];

/** The command line: every command, with its help. Usage errors end with exit code 2. */
export function createProgram(): Command {
  const program = new Command('timescale-ci')
    .description('A lossless, byte-stable schema dump of TimescaleDB, proved by restoring it.')
    .version(version)
    .showHelpAfterError('Run it with --help to see what it takes.')
    .showSuggestionAfterError()
    .exitOverride((error) => {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      throw error;
    })
    .addHelpText('after', '\nExit codes: 0 done, nothing found; 1 the check found something; 2 it could not run.');

  for (const addCommand of COMMANDS) addCommand((name, description) => program.command(name).description(description));
  addStack(program);
  addDataCommands(program);
  // Last, since it looks at the commands that are there: `timescale-ci completion bash` prints the script to source.
  completion(program, { completionCommandName: 'completion' });
  return program;
}
