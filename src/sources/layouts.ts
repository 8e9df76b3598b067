import type { LayoutName } from '../settings/source.ts';
import { dbmate } from './layouts/dbmate.ts';
import { diesel, hasura } from './layouts/directories.ts';
import { drizzle } from './layouts/drizzle.ts';
import { flyway } from './layouts/flyway.ts';
import { golangMigrate } from './layouts/golang-migrate.ts';
import { goose } from './layouts/goose.ts';
import { graphileMigrate } from './layouts/graphile-migrate.ts';
import { initdb } from './layouts/initdb.ts';
import { liquibase } from './layouts/liquibase.ts';
import { nodePgMigrate } from './layouts/node-pg-migrate.ts';
import { plain } from './layouts/plain.ts';
import { prisma } from './layouts/prisma.ts';
import { refinery, sqlx } from './layouts/rust.ts';
import { sqitch } from './layouts/sqitch.ts';
import { sqlMigrate } from './layouts/sql-migrate.ts';
import { structure } from './layouts/structure.ts';
import { yoyo } from './layouts/yoyo.ts';
import type { Layout } from './types.ts';

/** Every layout, in the order in which they are looked for: what is told by its text or its own files comes first. */
export const LAYOUT_TABLE: Record<LayoutName, Layout> = {
  dbmate,
  goose,
  'sql-migrate': sqlMigrate,
  'node-pg-migrate': nodePgMigrate,
  liquibase,
  sqitch,
  drizzle,
  prisma,
  hasura,
  diesel,
  'graphile-migrate': graphileMigrate,
  sqlx,
  refinery,
  yoyo,
  'golang-migrate': golangMigrate,
  flyway,
  initdb,
  structure,
  plain,
};
