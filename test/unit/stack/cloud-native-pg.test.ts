import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, type ICluster } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cloudNativePg } from '../../../src/stack/cloud-native-pg.ts';
import { parseEnv, type StackEnv } from '../../../src/stack/env-file.ts';
import { envText, PORTS, type Port } from '../../../src/stack/env-text.ts';
import { type Tuning, tuningValues } from '../../../src/stack/tuning.ts';

const QUERIES = readFileSync(join(import.meta.dirname, '../../../stack/exporter/queries.yaml'), 'utf8');
const GB = 2 ** 30;

function envOf(tuning: Tuning, more = ''): StackEnv {
  const ports = Object.fromEntries(Object.entries(PORTS).map(([name, [, port]]) => [name, port])) as Record<
    Port,
    number
  >;
  const values = tuningValues(tuning, { memoryBytes: 3.2 * GB, cores: 4, diskBytes: 100 * GB });
  const image = 'timescale/timescaledb:2.14.2-pg14';
  const choices = { project: 'my_trading', image, database: 'trading_data', tuning, values, bind: '127.0.0.1', ports };
  const text = envText(choices, (name) => `secret-${name}`).replace(/^TIMESCALE_TLS=.*\n/m, '');
  return parseEnv('/project/.env.timescale', `${text}${more}`);
}

const OPTIONS = { image: 'registry.example/cloudnativepg-timescale:17-ts2', storage: '50Gi', instances: 3 };
const clusterOf = (env: StackEnv) => cloudNativePg(env, OPTIONS, QUERIES).documents[1] as ICluster;

describe('the manifests for CloudNativePG', () => {
  test.each(['laptop', 'cloud', 'auto'] as const)("of a %s hold to the operator's published schema", (tuning) => {
    const cluster = clusterOf(envOf(tuning, 'TIMESCALE_TLS=require\n'));
    new Cluster(cluster).validate();
    expect(() =>
      new Cluster({ ...cluster, spec: { ...cluster.spec, instances: '3' as unknown as number } }).validate(),
    ).toThrow('instances must be integer');
  });

  test('say what the env file says, with no password', () => {
    const env = envOf('auto', 'TIMESCALE_TLS=require\n');
    const { documents, notes } = cloudNativePg(env, OPTIONS, QUERIES);
    expect(JSON.stringify(documents)).not.toContain('secret-');
    const { metadata, spec } = documents[1] as ICluster;
    expect(metadata?.name).toBe('my-trading');
    expect(spec).toMatchObject({
      instances: 3,
      storage: { size: '50Gi' },
      resources: { requests: { memory: '3276Mi' }, limits: { memory: '3276Mi' } },
      bootstrap: { initdb: { database: 'trading_data' } },
      postgresql: {
        shared_preload_libraries: ['timescaledb'],
        pg_hba: ['hostnossl all all all reject'],
        parameters: { max_connections: '100', shared_buffers: '819MB', max_slot_wal_keep_size: '10240MB' },
      },
    });
    // Each of these the operator sets, and refuses from others.
    const own = ['hot_standby', 'ssl', 'archive_command', 'archive_mode', 'listen_addresses', 'primary_slot_name'];
    for (const name of own) expect(spec?.postgresql?.parameters).not.toHaveProperty(name);
    expect(notes.join('\n')).toMatch(/No backup.*\nThe stack runs PostgreSQL 14, this image 17/);
  });

  test('let clients in without TLS where the env file does, and set no limit where it has none', () => {
    const { spec } = clusterOf(envOf('laptop'));
    expect(spec?.postgresql?.pg_hba).toBeUndefined();
    expect(spec?.resources).toBeUndefined();
  });

  test("bring the exporter's queries, under the name that the cluster asks for", () => {
    const [metrics, cluster] = cloudNativePg(envOf('laptop'), OPTIONS, QUERIES).documents;
    const [reference] = (cluster as ICluster).spec?.monitoring?.customQueriesConfigMap ?? [];
    expect(metrics).toMatchObject({ kind: 'ConfigMap', metadata: { name: reference?.name } });
    const { data } = metrics as unknown as { data: Record<string, string> };
    expect(Object.keys(parse(data[reference?.key ?? ''] ?? ''))).toContain('timescaledb_hypertable');
  });

  test.each(['timescale/timescaledb:2.14.2-pg14', 'timescale/timescaledb', 'registry:5000/image', 'image:latest'])(
    'are refused for %s, whose tag says no version of PostgreSQL',
    (image) => {
      expect(() => cloudNativePg(envOf('laptop'), { ...OPTIONS, image }, QUERIES)).toThrow('off the head of the tag');
    },
  );

  test('are refused for a size that Kubernetes would not read', () => {
    expect(() => cloudNativePg(envOf('laptop'), { ...OPTIONS, storage: '50 GB' }, QUERIES)).toThrow('no size');
  });
});
