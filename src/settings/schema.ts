import { z } from 'zod';
import { DataSchema } from './data.ts';
import { DocsSchema } from './docs.ts';
import { DriftSchema } from './drift.ts';
import { HealthSchema } from './health.ts';
import { LintSchema } from './lint.ts';
import { SimulateSchema } from './simulate.ts';
import { SourceSchema } from './source.ts';

/** The image of the docker engine where nobody names one. */
export const DEFAULT_IMAGE = 'timescale/timescaledb:2.14.2-pg14';

/** A length of time as people write it: `7 days`, `12 hours`, `90 minutes`; or a number for an integer time column. */
const span = z.union([z.string().min(1), z.number().int().positive()]);

const RequiredTable = z.union([
  z.string().min(1),
  z.strictObject({ name: z.string().min(1), columns: z.array(z.string().min(1)).optional() }),
]);

const RequiredHypertable = z.strictObject({
  'time-column': z.string().optional(),
  'space-column': z.string().optional(),
  'chunk-interval': span.optional(),
  columnstore: z.boolean().optional(),
  'segment-by': z.array(z.string()).optional(),
  'order-by': z.array(z.string()).optional(),
  'compress-after': span.optional(),
  'drop-after': span.optional(),
});

const RequiredAggregate = z.strictObject({
  refresh: z.boolean().optional(),
  'compress-after': span.optional(),
  'drop-after': span.optional(),
});

/** What the schema promises its readers. */
export const RequireSchema = z.strictObject({
  extensions: z.array(z.string()).default([]),
  schemas: z.array(z.string()).default([]),
  tables: z.array(RequiredTable).default([]),
  hypertables: z.record(z.string(), RequiredHypertable).default({}),
  'continuous-aggregates': z.record(z.string(), RequiredAggregate).default({}),
  views: z.array(z.string()).default([]),
  functions: z.array(z.string()).default([]),
  indexes: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
  publications: z.array(z.string()).default([]),
});

/** Patterns of names. */
const names = z.array(z.string().min(1)).default([]);

/** A program that builds the schema. */
const BuildSchema = z.strictObject({
  run: z
    .union([z.string().trim().min(1), z.array(z.string()).min(1)])
    .describe('A command for the shell, or a program and its arguments as a list'),
});

/**
 * Everything that can be set, in one place for the command line, the settings file and the action. Names are in kebab-case
 * everywhere.
 */
export const SettingsSchema = z.strictObject({
  init: z
    .array(z.string().min(1))
    .default(['sql/init/*.sql'])
    .describe('Init SQL: files, directories or globs, run in this order'),
  source: SourceSchema.optional().describe(
    "A directory in a migration tool's layout (golang-migrate, Flyway, Prisma …), which is recognised; in place of `init`",
  ),
  build: BuildSchema.optional().describe(
    "The program that builds the schema in the scratch database, run after `init` or `source` where they are named: an ORM's migrations, for instance",
  ),
  'database-url': z.string().optional().describe('A postgres:// URL of a database to read; never written to'),
  engine: z.enum(['auto', 'docker', 'embedded']).default('auto').describe('Where a TimescaleDB comes from'),
  // Not by .default(): whether somebody named an image decides which version judges the schema.
  image: z.string().min(1).optional().describe(`Docker image of the docker engine. Default \`${DEFAULT_IMAGE}\``),
  database: z.string().min(1).max(63).default('trading_data').describe('Name of the database that is built'),
  'schema-dir': z.string().min(1).default('sql/schema').describe('Where the versioned files go'),
  include: names.describe(
    'Schemas (`app`) and relations (`public.metric*`) that the dump holds; everything by default',
  ),
  exclude: names.describe('Schemas and relations that the dump leaves out, in the same words'),
  rows: names.describe(
    'Tables whose rows belong to the schema (`public.schema_migrations`, `lookup.*`), with columns where not all of them do: `public.knex_migrations (name)`',
  ),
  'no-owner': z.boolean().default(false).describe('Leave owners out of the dump'),
  'no-privileges': z.boolean().default(false).describe('Leave GRANT and REVOKE out of the dump'),
  'restore-test': z.boolean().default(true).describe('Prove the dump by restoring it'),
  'allow-empty': z
    .boolean()
    .default(false)
    .describe('Take a schema that holds nothing, where no script has made anything'),
  keep: z.number().int().positive().optional().describe('How many versions to keep; all where it is not set'),
  'time-limit': z
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(1800)
    .describe('Seconds after which SQL is given up: one statement, or all that one server is asked'),
  require: RequireSchema.default(() => RequireSchema.parse({})),
  docs: DocsSchema.default(() => DocsSchema.parse({})).describe('The documentation: title, parts, dictionary'),
  drift: DriftSchema.default(() => DriftSchema.parse({})).describe(
    'What of a live database may differ from the schema, each with a reason',
  ),
  health: HealthSchema.default(() => HealthSchema.parse({})).describe('From which measure on `health` finds something'),
  simulate: SimulateSchema.default(() => SimulateSchema.parse({})).describe(
    'What `simulate` lets happen: the first day, rows a second, late rows, and from which measure on it is bad',
  ),
  data: DataSchema.default(() => DataSchema.parse({})).describe('How data is loaded'),
  plan: z
    .boolean()
    .default(false)
    .describe(
      'Plan the way from base to head in a pull request, prove it on generated rows, and tell it in the comment',
    ),
  lint: LintSchema.default({}).describe('Lint rules: off, a severity, or their own settings'),
});

export type Settings = z.infer<typeof SettingsSchema>;
export type Require = z.infer<typeof RequireSchema>;
