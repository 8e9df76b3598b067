import { z } from 'zod';

/** How migration tools lay their SQL out, by the names that settings give them. */
export const LAYOUTS = [
  'dbmate',
  'goose',
  'sql-migrate',
  'node-pg-migrate',
  'liquibase',
  'sqitch',
  'drizzle',
  'prisma',
  'hasura',
  'diesel',
  'graphile-migrate',
  'sqlx',
  'refinery',
  'yoyo',
  'golang-migrate',
  'flyway',
  'initdb',
  'structure',
  'plain',
] as const;

export type LayoutName = (typeof LAYOUTS)[number];

const paths = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** A directory in a migration tool's layout, or more about it. */
export const SourceSchema = z.union([
  z.string().min(1),
  z.strictObject({
    path: paths,
    layout: z.enum(LAYOUTS).optional(),
    placeholders: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
]);

export type SourceSetting = z.infer<typeof SourceSchema>;
