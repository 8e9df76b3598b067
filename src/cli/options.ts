import { type Command, Option } from 'commander';
import type { Settings } from '../settings/schema.ts';
import { positive } from './stack/numbers.ts';

/** What commander makes of the flags, under its camel-case names. */
export interface Flags {
  init?: string[];
  source?: string;
  databaseUrl?: string;
  engine?: string;
  image?: string;
  database?: string;
  schemaDir?: string;
  restoreTest?: boolean;
  include?: string[];
  exclude?: string[];
  owner?: boolean;
  privileges?: boolean;
  allowEmpty?: boolean;
  keep?: number;
  timeLimit?: number;
  config?: string;
  json?: boolean;
  quiet?: boolean;
  output?: string;
}

/** The flags that were given, as settings; what was not given is left to the settings file. */
export function givenSettings(flags: Flags): Partial<Settings> {
  const given: Record<string, unknown> = {
    init: flags.init,
    source: flags.source,
    'database-url': flags.databaseUrl,
    engine: flags.engine,
    image: flags.image,
    database: flags.database,
    'schema-dir': flags.schemaDir,
    'restore-test': flags.restoreTest === false ? false : undefined,
    include: flags.include,
    exclude: flags.exclude,
    'no-owner': flags.owner === false ? true : undefined,
    'no-privileges': flags.privileges === false ? true : undefined,
    'allow-empty': flags.allowEmpty,
    keep: flags.keep,
    'time-limit': flags.timeLimit,
  };
  return given as Partial<Settings>;
}

export function withSource(command: Command): Command {
  return command
    .addOption(
      new Option('--init <glob>', 'init SQL: a file, directory or pattern; repeatable, run in the order given')
        .argParser(collect)
        .conflicts(['databaseUrl', 'source']),
    )
    .addOption(
      new Option(
        '--source <dir>',
        "a directory in a migration tool's layout (golang-migrate, Flyway, Prisma …), which is recognised",
      ).conflicts('databaseUrl'),
    )
    .option('--database-url <url>', 'a live database to read (postgres://…); never written to')
    .option('--include <names>', 'schemas (app) and relations (public.metric*) that are wanted; repeatable', collect)
    .option('--exclude <names>', 'schemas and relations that are not; repeatable', collect)
    .option('--no-owner', 'without owners')
    .option('--no-privileges', 'without GRANT and REVOKE')
    .option('--allow-empty', 'take a schema that holds nothing, where no script has made anything');
}

export function withEngine(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <kind>', 'where a TimescaleDB comes from (default: auto)').choices([
        'auto',
        'docker',
        'embedded',
      ]),
    )
    .option('--image <ref>', 'Docker image of the docker engine (default: timescale/timescaledb:2.14.2-pg14)')
    .option('--database <name>', 'name of the database that is built (default: trading_data)')
    .option('--time-limit <s>', 'seconds after which SQL is given up (default: 1800)', positive);
}

export function withCommon(command: Command): Command {
  return withOutput(command.option('--config <file>', 'settings file (default: timescale-ci.yml, where it exists)'));
}

export function withOutput(command: Command): Command {
  return command
    .option('--json', 'one JSON document on standard output, nothing else there')
    .option('--quiet', 'errors only on standard error');
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
