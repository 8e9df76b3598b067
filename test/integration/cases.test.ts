/** @module-tag long */
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backupCommand } from '../../src/cli/commands/backup.ts';
import { restoreTestCommand } from '../../src/cli/commands/restore-test.ts';
import { validateCommand } from '../../src/cli/commands/validate.ts';
import { UserError } from '../../src/errors.ts';
import { ScriptError } from '../../src/script/error.ts';
import { type Settings, SettingsSchema } from '../../src/settings/schema.ts';
import { testContext } from '../support/context.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const CASES = resolve(import.meta.dirname, '../cases');
const COMMANDS = { validate: validateCommand('text'), backup: backupCommand };

interface Row {
  /** Below test/cases. */
  init: string;
  command?: 'validate' | 'backup' | 'restore-test';
  given?: Partial<Settings>;
  /** False where the command fails, with an error or by what it found. */
  ok: boolean;
  says?: RegExp[];
  never?: RegExp[];
}

/** What real projects and reports must come to; test/cases/README.md tells the story of each. */
const ROWS: Row[] = [
  { init: 'projects/13-create-database/init', ok: false, says: [/--database energy/] },
  {
    init: 'projects/13-create-database/init',
    given: { database: 'energy' },
    ok: true,
    says: [/01\.sql:1 {2}left out/, /1 hypertable/],
  },
  {
    init: 'projects/18-segmentby-hint/sql/init',
    ok: true,
    says: [/compress_segmentby = 'id', timescaledb\.compress_orderby = 'at DESC'\)/],
  },
  { init: 'projects/20-database-setting/sql/init', command: 'backup', ok: true, says: [/proved: .*1 of 1 hypertable/] },
  {
    init: 'projects/23-search-path-of-the-database/sql/init',
    command: 'backup',
    ok: true,
    says: [/proved: .*1 of 1 hypertable/],
  },
  { init: 'projects/21-pgcrypto/sql/init', ok: false, says: [/embedded engine has no pgcrypto: use --engine docker/] },
  {
    init: 'projects/28-finding-in-the-wrong-place/sql/init',
    ok: true,
    says: [/01\.sql:6 {2}public\.area: area_org_fk/, /01\.sql:7 {2}public\.usr_area: usr_area_usr_fk/],
    never: [/chunk by chunk/],
  },
  { init: 'reports/07-cagg-with-data-in-tx/init.sql', ok: false, says: [/init\.sql:5/, /WITH NO DATA/] },
  { init: 'reports/10-rls-compression/init.sql', ok: false, says: [/columnstore-with-row-security\.md/] },
  { init: 'reports/10-rls-compression/reverse.sql', ok: false, says: [/columnstore-with-row-security\.md/] },
  { init: 'reports/14-extension-version/init.sql', ok: false, says: [/has TimescaleDB 2\.\d+/, /--image/] },
  { init: 'reports/14-extension-version/plain.sql', ok: true, says: [/1 hypertable/] },
  {
    init: 'reports/19-views-on-information/init.sql',
    ok: true,
    says: ['table_stats', 'chunks_tstz', 'job_health', 'dims', 'sizes'].map(
      (name) => new RegExp(`public\\.${name}.*\\(uses-timescaledb-catalogue\\)`),
    ),
  },
  {
    init: 'reports/22-fks-to-hypertable/init.sql',
    ok: true,
    says: [/foreign-key-to-retention/],
    never: [/2\.14\.2/],
  },
  { init: 'reports/27-drop-with-others/init.sql', ok: false, says: [/each hypertable by a statement of its own/] },
  { init: 'reports/32-missing-extension/init.sql', ok: false, says: [/has no pgcrypto: use --engine docker/] },
  { init: 'reports/32-missing-extension/postgis.sql', ok: false, says: [/has no postgis: use --engine docker/] },
  {
    init: 'reports/32-missing-extension/toolkit.sql',
    ok: false,
    says: [/has no timescaledb_toolkit/, /timescaledb-ha/],
  },
  {
    init: 'reports/37-alter-type-compressed/init.sql',
    ok: false,
    says: [/decompress_chunk/, /disable the columnstore/],
  },
  { init: 'reports/38-run-failing-jobs/init.sql', ok: true, says: [/public\.child.*foreign-key-to-retention/] },
  {
    init: 'reports/45-plain-pg-dump/structure.sql',
    command: 'restore-test',
    ok: false,
    says: [/plain pg_dump/, /hypertable public\.m is lost/],
    never: [/proved/, /SET SCHEMA/],
  },
  {
    init: 'reports/45-plain-pg-dump/public-only.sql',
    command: 'restore-test',
    ok: false,
    says: [/hypertable public\.m is lost/],
    never: [/proved/],
  },
];

/** Runs a command on a case as the command line does, and gives all that it says. */
async function run({ init, command = 'validate', given = {} }: Row): Promise<{ ok: boolean; said: string }> {
  const settings = SettingsSchema.parse({
    engine: 'embedded',
    init: [init],
    'schema-dir': join(temporaryDirectory('case'), 'schema'),
    ...given,
  });
  const context = testContext(CASES);
  try {
    const job = command === 'restore-test' ? restoreTestCommand(init, false) : COMMANDS[command];
    const { ok, verdict } = await job(settings, context);
    return { ok, said: [...context.lines(), verdict].join('\n') };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const text = error instanceof ScriptError ? error.render() : error.message;
    return { ok: false, said: [...context.lines(), text, error.hint].join('\n') };
  }
}

describe('cases of real projects and reports', () => {
  test.each(ROWS)('$init', { timeout: 120_000 }, async (row) => {
    const { ok, said } = await run(row);
    expect(ok, said).toBe(row.ok);
    for (const words of row.says ?? []) expect(said).toMatch(words);
    for (const words of row.never ?? []) expect(said).not.toMatch(words);
  });
});
