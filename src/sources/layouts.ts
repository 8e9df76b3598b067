import type { LayoutName } from '../settings/source.ts';
import { dbmate } from './layouts/dbmate.ts';
import { flyway } from './layouts/flyway.ts';
import { golangMigrate } from './layouts/golang-migrate.ts';
import { goose } from './layouts/goose.ts';
import { plain } from './layouts/plain.ts';
import { prisma } from './layouts/prisma.ts';
import type { Layout } from './types.ts';

/** Every layout, in the order in which they are looked for: what is told by its text or its own files comes first. */
export const LAYOUT_TABLE: Record<LayoutName, Layout> = {
  dbmate,
  goose,
  prisma,
  'golang-migrate': golangMigrate,
  flyway,
  plain,
};
