/** @module-tag long */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { runCli } from './support/cli.ts';
import { installOrms, ORMS } from './support/orms.ts';

const missing = installOrms();
const required = process.env['TIMESCALE_CI_REQUIRE_DOCKER'] === '1';
if (missing !== undefined && !required) console.error(`The migration tools of npm are left out: ${missing}`);

async function backup(project: string, ...args: string[]): Promise<{ text: string; stderr: string }> {
  const directory = temporaryDirectory('orms');
  const more = ['--schema-dir', directory, '--json', ...args];
  const { code, stdout, stderr } = await runCli(join(ORMS, project), 'backup', ...more);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, hypertables: 1, proof: { proved: true } });
  return { text: readFileSync(join(directory, 'schema_latest.sql'), 'utf8'), stderr };
}

describe.skipIf(missing !== undefined && !required)('a migration tool builds the schema from its own files', () => {
  // Each with its own table of what has run.
  test.each([
    ['prisma', '_prisma_migrations'],
    ['drizzle', '__drizzle_migrations'],
    ['knex', 'knex_migrations'],
    ['typeorm', 'migrations'],
    ['node-pg-migrate', 'pgmigrations'],
  ])('%s', async (project, table) => {
    expect(missing).toBeUndefined();
    const { text, stderr } = await backup(project, '--engine', 'embedded');
    expect(stderr).toMatch(/✓ build +.*npx /);
    expect(text).toMatch(new RegExp(`^CREATE TABLE \\w+\\.${table} \\(`, 'm'));
    expect(text).toContain("create_hypertable('public.metrics'::regclass, 'time', chunk_time_interval => '7 days'");
    expect(text).toContain('CREATE MATERIALIZED VIEW public.hourly WITH (timescaledb.continuous');
  });
});

describeDocker('a migration tool builds the schema in a container', () => {
  test.skipIf(missing !== undefined && !required)('knex', async () => {
    expect(missing).toBeUndefined();
    // Without the aggregate: the test image has the Apache edition.
    const { text } = await backup('knex', '--config', 'docker.yml', '--engine', 'docker', '--image', dockerImage());
    expect(text).toContain("create_hypertable('public.metrics'::regclass, 'time', chunk_time_interval => '7 days'");
  });
});
