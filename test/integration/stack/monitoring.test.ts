import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { resolveInit } from '../../../src/script/files.ts';
import { runScripts } from '../../../src/script/run.ts';
import { HYPERTABLES } from '../../../src/stack/status-queries.ts';
import { describeCompose, describeDocker, dockerImage } from '../../support/docker.ts';

const ROOT = join(import.meta.dirname, '../../..');
const STACK = join(ROOT, 'stack');
const read = (path: string) => readFileSync(join(STACK, path), 'utf8');

interface ExporterQuery {
  query: string;
  metrics: Record<string, { usage: string; description: string }>[];
}
const QUERIES = parse(read('exporter/queries.yaml')) as Record<string, ExporterQuery>;
const metricNames = Object.entries(QUERIES).flatMap(([prefix, { metrics }]) =>
  metrics.flatMap((metric) =>
    Object.entries(metric).flatMap(([name, { usage }]) => (usage === 'LABEL' ? [] : [`${prefix}_${name}`])),
  ),
);

describe('the queries of the exporter', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEmbedded('trading_data');
    await using session = await engine.database.connect();
    const files = await resolveInit(['sql/init/*.sql'], ROOT);
    await runScripts(session, files, { database: 'trading_data', cwd: ROOT });
    await session.execute(`
      INSERT INTO trading.positions SELECT now() - i * interval '1 hour', 'NVDA', 1, 1, 1 FROM generate_series(1, 500) AS i;
      SELECT compress_chunk(c) FROM show_chunks('trading.positions', older_than => interval '5 days') AS c;
      CREATE ROLE timescale_monitor;
      GRANT pg_monitor TO timescale_monitor;
    `);
  });
  afterAll(async () => engine?.[Symbol.asyncDispose]());

  test.each(Object.entries(QUERIES))(
    '%s gives the columns of its metrics to a role that reads no rows',
    async (_, { query, metrics }) => {
      await using session = await engine.database.connect();
      await session.execute('SET ROLE timescale_monitor');
      try {
        const columns = metrics.flatMap((metric) => Object.keys(metric));
        // A row even where the query has none.
        const rows = await session.query<{ found: object | null }>(
          `SELECT to_json(q) AS found FROM (SELECT 1) AS one LEFT JOIN (SELECT ${columns.join(', ')} FROM (${query}) AS q) AS q ON true`,
        );
        expect(rows.length).toBeGreaterThan(0);
      } finally {
        await session.execute('RESET ROLE');
      }
    },
  );

  test('tell sizes with chunks, and the compression ratio, as TimescaleDB’s own functions do', async () => {
    await using session = await engine.database.connect();
    const sizes = await session.query<{
      hypertable: string;
      chunks: number;
      compressed_chunks: number;
      size_bytes: number;
    }>(QUERIES['timescaledb_hypertable']?.query ?? '');
    const [own] = await session.query<{
      size: number;
      before: number;
      after: number;
      all: number;
      compressed: number;
    }>(`
      SELECT hypertable_size('trading.positions')::float8 AS size,
             before_compression_total_bytes::float8 AS before, after_compression_total_bytes::float8 AS after,
             total_chunks::float8 AS all, number_compressed_chunks::float8 AS compressed
        FROM hypertable_compression_stats('trading.positions')`);
    const positions = sizes.find(({ hypertable }) => hypertable === 'trading.positions');
    expect(positions).toEqual({
      hypertable: 'trading.positions',
      chunks: own?.all,
      compressed_chunks: own?.compressed,
      size_bytes: own?.size,
    });
    expect(positions?.compressed_chunks).toBeGreaterThan(10);
    const [ratio] = await session.query<{ ratio: number }>(QUERIES['timescaledb_compression']?.query ?? '');
    expect(ratio?.ratio).toBeCloseTo((own?.before ?? 0) / (own?.after ?? 1), 6);
    const status = await session.query<{ name: string; bytes: number; compressionRatio: number }>(HYPERTABLES);
    expect(status.find(({ name }) => name === 'trading.positions')).toMatchObject({
      bytes: own?.size,
      compressionRatio: ratio?.ratio,
    });
  });
});

describe('the dashboard and the alerts', () => {
  const dashboard = JSON.parse(read('grafana/dashboards/timescaledb.json')) as {
    panels: {
      id: number;
      title: string;
      gridPos: { x: number; w: number };
      targets: { expr: string; datasource: { uid: string } }[];
    }[];
  };
  const { groups } = parse(read('prometheus/alerts.yaml')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const expressions = [
    ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
    ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)),
  ];
  // Of postgres_exporter's own collectors, of node_exporter, and of what the stack notes for it (src/stack/state.ts).
  const builtIn = [
    'node_filesystem_avail_bytes',
    'node_filesystem_size_bytes',
    'timescaledb_stack_replica_wanted',
    'timescaledb_stack_certificate_expires_seconds',
    'timescaledb_backup_failing',
    'timescaledb_backup_last_success_seconds',
    'timescaledb_backup_due_seconds',
    'timescaledb_data_backup_failing',
    'timescaledb_data_backup_due_seconds',
    'pg_up',
    'up',
    'pg_stat_activity_count',
    'pg_database_size_bytes',
    'pg_stat_database_xact_commit',
    'pg_stat_database_xact_rollback',
  ];

  test.each(expressions)('%s asks for a metric that is there', (_, expr) => {
    const asked = expr.match(/\b(timescaledb|pg|node)_\w+|\bup\b/g) ?? [];
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => ![...metricNames, ...builtIn].includes(name))).toEqual([]);
  });

  test('every own metric is shown or watched', () => {
    const shown = expressions.map(([, expr]) => expr).join('\n');
    const told = [
      'timescaledb_hypertable_',
      'timescaledb_compression_',
      'timescaledb_job_',
      'timescaledb_replication_',
      'timescaledb_slot_',
      'timescaledb_server_',
      'timescaledb_archive_',
    ];
    for (const prefix of told) expect(shown).toContain(prefix);
  });

  test('panels have ids of their own, fit the grid, and ask the provisioned source', () => {
    const { datasources } = parse(read('grafana/provisioning/datasources/prometheus.yaml')) as {
      datasources: { uid: string }[];
    };
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    const uids = new Set(panels.flatMap(({ targets }) => targets.map(({ datasource }) => datasource.uid)));
    expect([...uids]).toEqual(datasources.map(({ uid }) => uid));
  });

  test('Prometheus asks the exporter where it listens', () => {
    const { scrape_configs, rule_files } = parse(read('prometheus/prometheus.yaml'));
    expect(scrape_configs).toMatchObject([
      { static_configs: [{ targets: ['exporter:9187'] }] },
      { static_configs: [{ targets: ['node-exporter:9100'] }] },
    ]);
    expect(rule_files).toEqual(['/timescale-ci/alerts.yaml']);
    expect(readdirSync(join(STACK, 'prometheus'))).toContain('alerts.yaml');
  });
});

describeDocker('the alerts', () => {
  test('fire where they must, and nowhere else', async () => {
    const mounts = ['--volume', `${STACK}/prometheus:/timescale-ci:ro`, '--volume', `${import.meta.dirname}:/tests:ro`];
    const args = ['run', '--rm', '--network', 'none', ...mounts, '--entrypoint', 'promtool', dockerImage()];
    const { stdout } = await promisify(execFile)('docker', [...args, 'test', 'rules', '/tests/alerts.test.yaml']);
    expect(stdout).toContain('SUCCESS');
    const tested = readFileSync(join(import.meta.dirname, 'alerts.test.yaml'), 'utf8');
    const { groups } = parse(read('prometheus/alerts.yaml')) as { groups: { rules: { alert: string }[] }[] };
    for (const { alert } of groups.flatMap(({ rules }) => rules)) expect(tested).toContain(`alertname="${alert}"`);
  });
});

describeCompose('the compose file', () => {
  const run = promisify(execFile);
  const SERVICES: Record<string, string[]> = {
    replica: ['replica'],
    restore: ['restored'],
    tools: ['pgadmin', 'backup'],
    monitoring: ['exporter', 'node-exporter', 'prometheus', 'grafana'],
    alerting: ['alertmanager'],
  };
  const names = Object.keys(SERVICES);
  const combinations = [[], ...names.map((name) => [name]), names];
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...(process.env['DOCKER_CONFIG'] === undefined ? {} : { DOCKER_CONFIG: process.env['DOCKER_CONFIG'] }),
    TIMESCALE_IMAGE: 'timescale/timescaledb:2.14.2-pg14',
    ...Object.fromEntries(
      ['POSTGRES', 'REPLICATOR', 'MONITOR', 'PGADMIN', 'GRAFANA'].map((name) => [`${name}_PASSWORD`, 'secret']),
    ),
  };
  const config = async (profiles: readonly string[]) => {
    const args = ['--file', join(STACK, 'compose.yaml'), ...profiles.flatMap((name) => ['--profile', name]), 'config'];
    const { stdout } = await run('docker', ['compose', ...args], { env }).catch(() =>
      run('docker-compose', args, { env }),
    );
    return parse(stdout) as { services: Record<string, { ports?: unknown[]; healthcheck?: { interval: string } }> };
  };

  test.each(combinations.map((profiles) => [profiles.join(' and ') || 'no profile', profiles] as const))(
    'is accepted with %s',
    async (_, profiles) => {
      const { services } = await config(profiles);
      const wanted = ['primary', ...profiles.flatMap((name) => SERVICES[name] ?? [])];
      for (const name of wanted) expect(services).toHaveProperty(name);
      for (const [name, { ports = [], healthcheck }] of Object.entries(services)) {
        expect([name, healthcheck?.interval]).toEqual([name, '10s']);
        expect(JSON.stringify(ports)).toMatch(/^\[\]$|127\.0\.0\.1/);
      }
    },
  );

  test('wants the passwords', async () => {
    const { POSTGRES_PASSWORD: _, ...without } = env;
    const args = ['--file', join(STACK, 'compose.yaml'), 'config'];
    const refused = run('docker', ['compose', ...args], { env: without }).catch(() =>
      run('docker-compose', args, { env: without }),
    );
    await expect(refused).rejects.toThrow(/stack setup/);
  });
});
