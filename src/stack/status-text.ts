import type { Container } from './containers.ts';
import type { Status } from './status.ts';
import { table } from './table.ts';
import { bytes, seconds } from './words.ts';

const LONGEST_QUERY = 100;

/** The status for a person, as lines that end with a line break. */
export function statusText(status: Status): string {
  const { project, compose, containers, server, hypertables, detail } = status;
  const sections = [
    [`${project} · ${compose}`, ...containerLines(containers)],
    server === null ? [] : [serverLine(status)],
    hypertables.length === 0 ? [] : hypertableLines(status),
    status.replication === null || status.replication.receivers.length === 0 ? [] : [replicationLine(status)],
    status.failingJobs.length === 0 ? [] : jobLines(status),
    detail === null || detail.tables.length === 0
      ? []
      : table(
          ['table', 'size'],
          detail.tables.map(({ name, bytes: size }) => [name, bytes(size)]),
          [1],
        ),
    detail === null || detail.queries.length === 0 ? [] : queryLines(detail.queries),
    status.disks.length === 0 ? [] : [diskLine(status)],
    status.server === null ? [] : clientLines(status),
    [...backupLine(status), ...archiveLine(status), ...status.warnings.map((warning) => `Note: ${warning}.`)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

function containerLines(containers: readonly Container[]): string[] {
  if (containers.length === 0) return ['Nothing was started yet.'];
  return table(
    ['service', 'state', 'health', 'image', 'data'],
    containers.map(({ state, service, health, image, data }) => [
      service,
      state,
      state === 'running' ? (health ?? '–') : '–',
      image,
      service === 'primary' || service === 'replica' ? (data ?? '–') : '',
    ]),
  );
}

function serverLine({ server }: Status): string {
  if (server === null) return '';
  const { postgres, timescaledb, license, databaseBytes, connections, maxConnections } = server;
  const edition = license === 'apache' ? 'apache' : 'community';
  const name = timescaledb === null ? 'no TimescaleDB' : `TimescaleDB ${timescaledb} (${edition})`;
  return `${name} on PostgreSQL ${postgres} · database ${bytes(databaseBytes)} · ${connections} of ${maxConnections} connections`;
}

function hypertableLines({ hypertables }: Status): string[] {
  return table(
    ['hypertable', 'chunks', 'compressed', 'size', 'ratio'],
    hypertables.map(({ name, chunks, compressedChunks, bytes: size, compressionRatio }) => [
      name,
      String(chunks),
      String(compressedChunks),
      bytes(size),
      compressionRatio === null ? '–' : compressionRatio.toFixed(1),
    ]),
    [1, 2, 3, 4],
  );
}

function jobLines({ failingJobs }: Status): string[] {
  return table(
    ['failing job', 'procedure', 'of', 'failures', 'last run'],
    failingJobs.map(({ id, procedure, hypertable, failures, lastRun }) => [
      String(id),
      procedure,
      hypertable ?? 'TimescaleDB itself',
      String(failures),
      lastRun ?? '–',
    ]),
    [3],
  );
}

function replicationLine({ replication }: Status): string {
  const words = (replication?.receivers ?? []).map(
    ({ name, state, lagBytes, lagSeconds }) =>
      `${name} ${state}, ${bytes(lagBytes)} behind${lagSeconds === null ? '' : ` (${seconds(lagSeconds)})`}`,
  );
  return `Replication: ${words.join('; ')}`;
}

function diskLine({ disks }: Status): string {
  const words = disks.map(
    ({ service, freeBytes, totalBytes }) => `${service} ${bytes(freeBytes)} of ${bytes(totalBytes)}`,
  );
  return `Free on disk: ${words.join('; ')}`;
}

function clientLines({ certificates, urls }: Status): string[] {
  const [first] = certificates.map(({ expires }) => expires).sort();
  const until = first === undefined ? '' : `   (certificate until ${first.slice(0, 10)})`;
  return [`Clients: ${urls.primary}${until}`];
}

function backupLine({ backups }: Status): string[] {
  const { lastSuccess, lastFailure, expectedSince, failing } = backups;
  if (lastSuccess === null && lastFailure === null && expectedSince === null) return [];
  return [`Last backup: ${lastSuccess ?? 'never'}${failing ? `; failing since then, last at ${lastFailure}` : ''}`];
}

function archiveLine({ archive }: Status): string[] {
  if (archive === null || archive.from === null) return [];
  const { from, lastBackup, lastKind, ageSeconds } = archive;
  return [`Can be restored: from ${from} until ${seconds(ageSeconds)} ago (last backup ${lastBackup}, ${lastKind})`];
}

function queryLines(queries: NonNullable<Status['detail']>['queries']): string[] {
  return table(
    ['total', 'mean', 'calls', 'database', 'query'],
    queries.map(({ totalMs, meanMs, calls, database, query }) => [
      seconds(totalMs / 1000),
      seconds(meanMs / 1000),
      String(calls),
      database ?? '–',
      query.length > LONGEST_QUERY ? `${query.slice(0, LONGEST_QUERY - 1)}…` : query,
    ]),
    [0, 1, 2],
  );
}
