import type { Tuning, TuningValues } from './tuning.ts';

/** What somebody chose for a stack, under the names of the flags. */
export interface Choices {
  project: string;
  image: string;
  database: string;
  tuning: Tuning;
  /** What the tuning gives each server. */
  values: TuningValues;
  bind: string;
  ports: Record<Port, number>;
}

export const PORTS = {
  primary: ['TIMESCALE_PRIMARY_PORT', 5432],
  replica: ['TIMESCALE_REPLICA_PORT', 5433],
  restored: ['TIMESCALE_RESTORED_PORT', 5434],
  pgadmin: ['TIMESCALE_PGADMIN_PORT', 8080],
  exporter: ['TIMESCALE_EXPORTER_PORT', 9187],
  prometheus: ['TIMESCALE_PROMETHEUS_PORT', 9090],
  grafana: ['TIMESCALE_GRAFANA_PORT', 3000],
} as const;

export type Port = keyof typeof PORTS;

/** The passwords that every stack has, each made at random by `setup`. */
export const SECRETS = [
  ['POSTGRES_PASSWORD', 'the superuser postgres'],
  ['REPLICATOR_PASSWORD', 'the role replicator, which the replica connects as'],
  ['MONITOR_PASSWORD', 'the role timescale_monitor, which reads statistics and no rows'],
  ['BACKUP_PASSWORD', 'the role timescale_backup, which reads the schema for a dump'],
  ['PGADMIN_PASSWORD', 'pgAdmin, with the address in PGADMIN_EMAIL'],
  ['GRAFANA_PASSWORD', 'Grafana, with the name admin'],
] as const;

/**
 * The text of an env file, with a comment on every value.
 *
 * @param secret gives the value of a password by its name
 */
export function envText(choices: Choices, secret: (name: string) => string): string {
  const ports = Object.entries(PORTS).map(([name, [key]]) => `${key}=${choices.ports[name as Port]}`);
  return `# Settings and passwords of this stack, written by "timescale-ci stack setup". Keep it out of version control and
# readable by you alone (0600). Values hold letters, digits and . , _ / : @ + - only: every reader of such files
# agrees on those. After a change: "timescale-ci stack restart"; changed passwords of roles need "timescale-ci stack setup".

# The name before every container, volume and network. Another name is another stack.
TIMESCALE_PROJECT=${choices.project}
TIMESCALE_IMAGE=${choices.image}
TIMESCALE_DATABASE=${choices.database}

# Published ports, and the address of this machine that they listen at: 127.0.0.1 is reached from this machine alone.
TIMESCALE_BIND=${choices.bind}
${ports.join('\n')}

# require: connections are encrypted, and refused where they are not. allow: both. off. With require and allow the
# replica and the tools check the server's certificate; clients find its authority in the directory
# beside this file, .env.timescale.state/tls/ca.crt. It holds for the names of the network, this machine's, and those of TIMESCALE_TLS_NAMES (commas between).
TIMESCALE_TLS=require
TIMESCALE_TLS_NAMES=

# Tuning: ${choices.tuning}. Primary and replica take the same, since either can become the other. TIMESCALE_MEMORY is
# the most that the container of each may take; 0 for no limit. "restart" tries a value before it stops anything.
${Object.entries(choices.values)
  .map(([key, value]) => `${key}=${value}`)
  .join('\n')}

# Point-in-time recovery: where the log and base backups go. off; volume, of this Docker engine; a directory of this
# machine, better on another disk; or s3, with TIMESCALE_S3_BUCKET, _ENDPOINT, _REGION, _KEY and _SECRET. Then "restart",
# and "backup-data". TIMESCALE_ARCHIVE_FULLS full backups are kept, with all that is needed from the oldest on.
TIMESCALE_ARCHIVE=off
TIMESCALE_ARCHIVE_FULLS=2

# When the backup service runs the main job, every day, in UTC.
TIMESCALE_BACKUP_AT=02:00

# Which volume belongs to which server. "timescale-ci stack promote" swaps them; leave them alone.
TIMESCALE_PRIMARY_DATA=data-a
TIMESCALE_REPLICA_DATA=data-b

# "stack start-replica" writes wanted: from then on a stack without a replica is told as a fault. none stops that.
TIMESCALE_REPLICA=

# Passwords.
${SECRETS.map(([name, whose]) => `# ${whose}\n${name}=${secret(name)}`).join('\n')}
PGADMIN_EMAIL=admin@example.com
`;
}
