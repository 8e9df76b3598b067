import completion from '@bomb.sh/tab/commander';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ChangeClass, CLASSES, isChangeClass } from '../diff/change.ts';
import { backupCommand } from './commands/backup.ts';
import { diffCommand, FORMATS, type Format } from './commands/diff.ts';
import { docsCommand } from './commands/docs.ts';
import { runDoctor } from './commands/doctor.ts';
import { dumpCommand } from './commands/dump.ts';
import { initCommand } from './commands/init.ts';
import { restoreTestCommand } from './commands/restore-test.ts';
import { FORMATS as VALIDATE_FORMATS, type Format as ValidateFormat, validateCommand } from './commands/validate.ts';
import { type Flags, withCommon, withEngine, withOutput, withSource } from './options.ts';
import { runCommand } from './run.ts';
import { positive } from './stack/numbers.ts';
import { addStack } from './stack/program.ts';
import { actionReference, version } from './version.ts';

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

  const add = (name: string, description: string): Command => program.command(name).description(description);

  withCommon(
    withEngine(
      withSource(add('backup', 'the main job: build, validate, dump, prove, document, write versioned files'))
        .option('--schema-dir <dir>', 'where the versioned files go (default: sql/schema)')
        .option('--no-restore-test', 'do not prove the dump by restoring it')
        .option('--keep <n>', 'keep this many versions, remove older ones', positive),
    ),
  ).action((flags: Flags) => runCommand(flags, backupCommand));

  withCommon(
    withEngine(
      withSource(add('dump', 'the canonical schema, on standard output by default')).option(
        '-o, --output <file>',
        'write it to a file',
      ),
    ),
  ).action((flags: Flags) => runCommand(flags, dumpCommand(flags.output)));

  withCommon(
    withEngine(
      withSource(add('validate', 'required objects of timescale-ci.yml, and lint rules')).addOption(
        new Option('--format <format>', 'sarif: the findings on standard output, for code scanning and editors')
          .choices(VALIDATE_FORMATS)
          .default('text'),
      ),
    ),
  ).action((flags: Flags & { format: ValidateFormat }) => runCommand(flags, validateCommand(flags.format), false));

  withCommon(withEngine(withSource(add('restore-test', 'prove that a dump restores to exactly what it says'))))
    .argument('<file>', 'the dump; with --init or --database-url it must hold exactly that source')
    .action((file: string, flags: Flags) =>
      runCommand(
        flags,
        restoreTestCommand(
          file,
          flags.init !== undefined || flags.source !== undefined || flags.databaseUrl !== undefined,
        ),
      ),
    );

  withCommon(
    withEngine(add('diff', 'what changes between two schemas, and how dangerous it is on a database with rows')),
  )
    .argument('<old>', 'a .sql file (a dump or init SQL), a directory or pattern of init SQL, or a postgres:// URL')
    .argument('<new>', 'the same')
    .addOption(new Option('--format <format>', 'how to write it').choices(FORMATS).default('text'))
    .option('--fail-on <classes>', `exit with 1 where there are changes of these: ${CLASSES.join(', ')}`, classes)
    .action((old: string, now: string, flags: Flags & { format: Format; failOn?: ChangeClass[] }) =>
      runCommand(flags, diffCommand({ old, new: now }, flags.format, flags.failOn ?? []), false),
    );

  withCommon(
    withEngine(
      withSource(add('docs', 'README_latest.md, on standard output by default; or one HTML page'))
        .option('-o, --output <file>', 'write README_latest.md to a file')
        .option('--html <file>', 'write the HTML page, with the history of the schema directory')
        .option('--schema-dir <dir>', 'where the versioned files are (default: sql/schema)'),
    ),
  ).action((flags: Flags & { html?: string }) => runCommand(flags, docsCommand(flags.output, flags.html)));

  withOutput(
    withEngine(
      withSource(add('init', 'write a first timescale-ci.yml and workflow; what is there stays as it is')).option(
        '--action <ref>',
        'what the workflow names to use the action',
        actionReference,
      ),
    ),
  ).action((flags: Flags & { action: string }) => runCommand(flags, initCommand(flags)));

  withCommon(
    withEngine(
      withSource(add('doctor', 'what a run would find here (settings, SQL, engines, programs), and what to do')),
    ).option('--schema-dir <dir>', 'where the versioned files are (default: sql/schema)'),
  ).action((flags: Flags) => runDoctor(flags));

  addStack(program);
  // Last, since it looks at the commands that are there: `timescale-ci completion bash` prints the script to source.
  completion(program, { completionCommandName: 'completion' });
  return program;
}

function classes(text: string, previous: ChangeClass[] = []): ChangeClass[] {
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !isChangeClass(word));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no class of change: ${CLASSES.join(', ')}.`);
  return [...previous, ...words.filter(isChangeClass)];
}
