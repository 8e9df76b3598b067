import type { ICluster } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster';
import { docsPage } from '../documentation.ts';
import { UserError } from '../errors.ts';
import type { StackEnv } from './env-file.ts';
import { TUNABLE } from './tuning.ts';

export interface ExportOptions {
  /** An image that the operator can run, with TimescaleDB in it. */
  image: string;
  /** Kubernetes' size of each instance's volume: `50Gi`. */
  storage: string;
  /** Primary and standbys together. */
  instances: number;
}

/** The queries of the exporter, for the operator's own one. */
interface ConfigMap {
  apiVersion: 'v1';
  kind: 'ConfigMap';
  metadata: { name: string; labels: Record<string, string> };
  data: Record<string, string>;
}

export interface Manifests {
  documents: (ConfigMap | ICluster)[];
  /** What the manifests do not hold, and has to be done. */
  notes: string[];
}

/**
 * What an env file says, as manifests for the operator CloudNativePG. No password is in them.
 *
 * @param queries the text of stack/exporter/queries.yaml
 * @throws UserError where the operator could not use an option
 */
export function cloudNativePg(env: StackEnv, options: ExportOptions, queries: string): Manifests {
  const { image, storage, instances } = options;
  const major = /:(\d+)[^/]*$/.exec(image.replace(/@.*$/, ''))?.[1];
  if (major === undefined || Number(major) < 10) {
    throw new UserError(`CloudNativePG cannot run ${image}: it reads PostgreSQL's version off the head of the tag`, {
      hint: `Name an image for the operator with TimescaleDB in it, like REGISTRY/cloudnativepg-timescale:17-ts2. ${docsPage('operations.md#beyond-one-machine')}`,
    });
  }
  if (!/^[1-9]\d*(\.\d+)?(Mi|Gi|Ti)$/.test(storage)) {
    throw new UserError(`"${storage}" is no size of a volume`, { hint: 'As Kubernetes has it: --storage 50Gi' });
  }
  const name = env.project.replaceAll('_', '-').replace(/-+$/, '').slice(0, 50);
  const metrics: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${name}-metrics`, labels: { 'cnpg.io/reload': '' } },
    data: { queries },
  };
  const cluster: ICluster = {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name },
    spec: {
      imageName: image,
      instances,
      bootstrap: {
        initdb: {
          database: env.database,
          owner: 'app',
          dataChecksums: true,
          postInitApplicationSQL: ['CREATE EXTENSION IF NOT EXISTS timescaledb'],
        },
      },
      storage: { size: storage },
      ...memoryOf(env),
      postgresql: {
        shared_preload_libraries: ['timescaledb'],
        // Whoever comes without TLS is sent away, before the operator's own rules let everybody in by password.
        ...(env.tls === 'require' && { pg_hba: ['hostnossl all all all reject'] }),
        parameters: parametersOf(env),
      },
      managed: {
        roles: [
          role('timescale_monitor', 10, 'pg_monitor', `${name}-monitor`),
          role('timescale_backup', 5, 'pg_read_all_data', `${name}-backup`),
        ],
      },
      monitoring: { customQueriesConfigMap: [{ name: metrics.metadata.name, key: 'queries' }] },
    },
  };
  return { documents: [metrics, cluster], notes: notesOf(env, name, major) };
}

type Role = NonNullable<NonNullable<NonNullable<ICluster['spec']>['managed']>['roles']>[number];

function role(name: string, connectionLimit: number, member: string, secret: string): Role {
  return {
    ...{ name, ensure: 'present', login: true, connectionLimit },
    ...{ inRoles: [member], passwordSecret: { name: secret } },
  };
}

/** The tuning of the env file. What the operator sets by itself (wal_level, TLS, slots of its standbys) is not in it. */
function parametersOf({ values }: StackEnv): Record<string, string> {
  const tuned = TUNABLE.filter((name) => name !== 'TIMESCALE_MEMORY' && values[name]).map((name) => {
    const short = name.replace('TIMESCALE_', '').toLowerCase();
    return [short === 'slot_wal_keep_size' ? 'max_slot_wal_keep_size' : short, values[name] ?? ''] as const;
  });
  return {
    ...Object.fromEntries(tuned),
    max_locks_per_transaction: '256',
    // The operator loads the library and makes the extension for whoever sets it.
    'pg_stat_statements.track': 'top',
    'timescaledb.telemetry_level': 'off',
  };
}

function memoryOf({ values }: StackEnv): Pick<NonNullable<ICluster['spec']>, 'resources'> {
  const [, size, unit] = /^(\d+(?:\.\d+)?)(kB|MB|GB|TB)$/.exec(values['TIMESCALE_MEMORY'] ?? '') ?? [];
  if (size === undefined || unit === undefined || Number(size) === 0) return {};
  const memory = `${size}${{ kB: 'Ki', MB: 'Mi', GB: 'Gi', TB: 'Ti' }[unit]}`;
  // The same as request and limit: such a pod is the last to be ended where a node runs out.
  return { resources: { requests: { memory }, limits: { memory } } };
}

function notesOf({ image, values }: StackEnv, name: string, major: string): string[] {
  const here = /pg(\d+)/.exec(image)?.[1];
  return [
    `Passwords are not in it. The roles wait for the secrets ${name}-monitor and ${name}-backup (kubernetes.io/basic-auth).`,
    'No backup is in it: add one by the operator’s Barman Cloud plugin before it holds anything.',
    ...(here !== undefined && here !== major
      ? [`The stack runs PostgreSQL ${here}, this image ${major}: the rows move by a dump, with the same TimescaleDB.`]
      : []),
    ...(/^(0|-1)?$/.test(values['TIMESCALE_MEMORY'] ?? '')
      ? ['No limit of memory: set TIMESCALE_MEMORY, or resources in the manifest.']
      : []),
  ];
}
