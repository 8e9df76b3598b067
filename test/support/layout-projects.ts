import type { LayoutName } from '../../src/settings/source.ts';

type Files = Record<string, string>;

const UP = [
  "CREATE EXTENSION IF NOT EXISTS timescaledb;\nCREATE TABLE reading (at timestamptz NOT NULL, kwh double precision);\nSELECT create_hypertable('reading', 'at');\n",
  'ALTER TABLE reading ADD COLUMN price numeric;\n',
] as const;
const DOWN = ['DROP TABLE reading;\n', 'ALTER TABLE reading DROP COLUMN price;\n'] as const;

/** One of the two steps, as each tool writes it. */
const STEPS: Record<LayoutName, (up: string, down: string, n: number) => Files> = {
  dbmate: (up, down, n) => ({
    [`db/migrations/2025010${n}120000_step.sql`]: `-- migrate:up\n${up}\n-- migrate:down\n${down}`,
  }),
  goose: (up, down, n) => ({ [`migrations/0000${n}_step.sql`]: `-- +goose Up\n${up}\n-- +goose Down\n${down}` }),
  'sql-migrate': (up, down, n) => ({
    [`migrations/${n * 9}-step.sql`]: `-- +migrate Up\n${up}\n-- +migrate Down\n${down}`,
  }),
  'node-pg-migrate': (up, down, n) => ({
    [`migrations/173568960000${n}_step.sql`]: `-- Up Migration\n${up}\n-- Down Migration\n${down}`,
  }),
  liquibase: (up, down, n) => ({
    [`changelog/0${n}.sql`]: `--liquibase formatted sql\n\n--changeset ada:${n}\n${up}--rollback ${down}`,
  }),
  sqitch: (up, down, n) => ({
    'sqitch.plan': `%syntax-version=1.0.0
%project=energy

step1 2025-01-01T00:00:00Z Ada <ada@example.com> # readings
step2 [step1] 2025-01-02T00:00:00Z Ada <ada@example.com> # their price
`,
    [`deploy/step${n}.sql`]: `-- Deploy energy:step${n} to pg\nBEGIN;\n${up}COMMIT;\n`,
    [`revert/step${n}.sql`]: `BEGIN;\n${down}COMMIT;\n`,
  }),
  drizzle: (up, _, n) => ({
    'drizzle/meta/_journal.json': `{"version":"7","dialect":"postgresql","entries":[{"idx":0,"tag":"0000_step"},{"idx":1,"tag":"0001_step"}]}\n`,
    [`drizzle/000${n - 1}_step.sql`]: up.trim().replaceAll(';\n', ';--> statement-breakpoint\n').concat('\n'),
  }),
  prisma: (up, _, n) => ({ [`prisma/migrations/2025010${n}120000_step/migration.sql`]: up }),
  hasura: (up, down, n) => ({
    [`migrations/default/173568960000${n}_step/up.sql`]: up,
    [`migrations/default/173568960000${n}_step/down.sql`]: down,
  }),
  diesel: (up, down, n) => ({
    [`migrations/2025-01-0${n}-120000_step/up.sql`]: up,
    [`migrations/2025-01-0${n}-120000_step/down.sql`]: down,
  }),
  'graphile-migrate': (up, _, n) => ({
    [n === 1 ? 'migrations/committed/000001.sql' : 'migrations/current.sql']: up,
  }),
  sqlx: (up, down, n) => ({
    'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["postgres"] }\n',
    [`migrations/2025010${n}120000_step.up.sql`]: up,
    [`migrations/2025010${n}120000_step.down.sql`]: down,
  }),
  refinery: (up, _, n) => ({
    'Cargo.toml': '[dependencies]\nrefinery = { version = "0.8", features = ["tokio-postgres"] }\n',
    [`migrations/V${n * 9}__step.sql`]: up,
  }),
  yoyo: (up, down, n) => ({
    'yoyo.ini': '[DEFAULT]\nsources = migrations\n',
    [`migrations/000${n}.step.sql`]: n === 1 ? up : `-- depends: 0001.step\n${up}`,
    [`migrations/000${n}.step.rollback.sql`]: down,
  }),
  'golang-migrate': (up, down, n) => ({
    [`migrations/00000${n}_step.up.sql`]: up,
    [`migrations/00000${n}_step.down.sql`]: down,
  }),
  flyway: (up, down, n) => ({
    [`src/main/resources/db/migration/V${n * 9}__step.sql`]: up,
    ...(n === 2 ? { [`src/main/resources/db/migration/U${n * 9}__step.sql`]: down } : {}),
  }),
  initdb: (up, _, n) => ({ [`docker-entrypoint-initdb.d/0${n}-step.sql`]: up }),
  structure: (up, _, n) => ({
    'db/structure.sql': n === 1 ? '' : `SELECT pg_catalog.set_config('search_path', 'public', false);\n${UP[0]}${up}`,
  }),
  plain: (up, down, n) => ({ [`db/${n * 9}_step.sql`]: up, [`db/${n * 9}_step.down.sql`]: down }),
};

/** The same schema in two steps, in a small project of each tool: for its guide, and for the test that follows the guide. */
export function layoutProject(name: LayoutName, ups: readonly [string, string] = UP): Files {
  const step = STEPS[name];
  return { ...step(ups[0], DOWN[0], 1), ...step(ups[1], DOWN[1], 2) };
}
