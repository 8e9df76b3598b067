import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Settings, SettingsSchema } from '../settings/schema.ts';

/** Makes a command of the program, with its line of help. */
export type AddCommand = (name: string, description: string) => Command;

/** The flags that every command has. Those that are settings too, under commander's camel-case names, stand beside them. */
export interface Flags {
  config?: string;
  json?: boolean;
  quiet?: boolean;
}

const DEFAULTS: Record<string, unknown> = SettingsSchema.parse({});

/**
 * The flags that were given, as settings of the same names; what was not given is left to the settings file. `--no-owner` is
 * the setting `no-owner` where there is one, else it turns the setting `owner` off.
 */
export function givenSettings(flags: object): Partial<Settings> {
  const values = new Map(Object.entries(flags).map(([name, value]) => [kebab(name), value]));
  const given = Object.keys(SettingsSchema.shape).flatMap((name): [string, unknown][] => {
    const value = values.get(name) ?? (values.get(name.replace(/^no-/, '')) === false ? true : undefined);
    // Of a --no-… that was not given, commander says that the thing is on, which would count before the settings file.
    return value === undefined || (value === true && DEFAULTS[name] === true) ? [] : [[name, value]];
  });
  return Object.fromEntries(given) as Partial<Settings>;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
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

export function withSchemaDirectory(command: Command, description: string): Command {
  return command.option('--schema-dir <dir>', `${description} (default: sql/schema)`);
}

export function withCommon(command: Command): Command {
  return withOutput(command.option('--config <file>', 'settings file (default: timescale-ci.yml, where it exists)'));
}

export function withOutput(command: Command): Command {
  return command
    .option('--json', 'one JSON document on standard output, nothing else there')
    .option('--quiet', 'errors only on standard error');
}

/** A port, from text. */
export const port = upTo(65_535);

/** What reads a whole number of at least 1 that is no larger. */
export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most.toLocaleString('en')}.`);
  };
}

/** A whole number of at least 1, from text. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}

/** A whole number of at least 0, from text. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

/** Gathers what a flag says each time that it is given. */
export function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
