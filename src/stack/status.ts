import { docsPage } from '../documentation.ts';
import { messageOf } from '../errors.ts';
import { type ArchiveStatus, archiveProblems, archiveStatus } from './archive.ts';
import { clientUrl, connect, tryToConnect } from './connect.ts';
import { type Container, type Disk, listContainers, listDisks } from './containers.ts';
import { FINISH, isHalfPromoted } from './half-promoted.ts';
import { differentMounts, putBack } from './mounts.ts';
import { type Replication, replication } from './replication.ts';
import { fileName, type Server, type Stack } from './stack.ts';
import { type BackupRecord, backupProblems, readBackups } from './state.ts';
import { FAILING_JOBS, HYPERTABLES, PLAIN_TABLES, SERVER, SLOW_QUERIES } from './status-queries.ts';
import { bytes } from './words.ts';

export interface ServerStatus {
  postgres: string;
  timescaledb: string | null;
  license: string | null;
  standby: boolean;
  databaseBytes: number;
  connections: number;
  maxConnections: number;
  /** Pages carry checksums. */
  checksums: boolean;
}

export interface Hypertable {
  name: string;
  chunks: number;
  compressedChunks: number;
  /** With chunks, compressed or not, and indexes. */
  bytes: number;
  /** Size of the compressed chunks before, divided by their size now; null where none is compressed. */
  compressionRatio: number | null;
}

export interface FailingJob {
  id: number;
  procedure: string;
  hypertable: string | null;
  failures: number;
  lastRun: string | null;
}

export interface SlowQuery {
  database: string | null;
  query: string;
  calls: number;
  totalMs: number;
  meanMs: number;
  rows: number;
}

export interface Detail {
  tables: { name: string; bytes: number }[];
  queries: SlowQuery[];
}

export interface Certificate {
  service: Server;
  /** ISO 8601. */
  expires: string;
}

export interface Status {
  /** Everything that was started runs, is healthy and replicates, and no job fails. */
  ok: boolean;
  project: string;
  /** Docker Compose's version. */
  compose: string;
  /** Which volume each server has. */
  data: { primary: string; replica: string };
  containers: Container[];
  /** What is wrong, with what to do. */
  problems: string[];
  /** What an operator should know and may have chosen. */
  warnings: string[];
  /** Room on the disks of the servers. */
  disks: Disk[];
  /** How the backups went. */
  backups: BackupRecord;
  /** How the base backups went. */
  dataBackups: BackupRecord;
  /** What can be restored; null where nothing is archived, or the primary does not answer. */
  archive: ArchiveStatus | null;
  /** The certificates that the servers show; none where connections are not encrypted. */
  certificates: Certificate[];
  /** Where clients of this machine find the servers, as URLs without a user. */
  urls: { primary: string; replica: string };
  server: ServerStatus | null;
  hypertables: Hypertable[];
  failingJobs: FailingJob[];
  replication: Replication | null;
  /** Only where it was asked for. */
  detail: Detail | null;
}

/** Jobs below it belong to TimescaleDB (bgw_job_id_seq starts here). */
const FIRST_OWN_JOB = 1000;

/** The state of a stack: containers, versions, hypertables, sizes, failing jobs, replication. */
export async function status(stack: Stack, detailed: boolean): Promise<Status> {
  const { env, engine } = stack;
  const containers = await listContainers(stack);
  // A restored server is for a look, and may be gone at any time.
  const problems = containers.filter(({ service }) => service !== 'restored').flatMap(problemOf);
  const different = differentMounts(stack, containers);
  if (different.length > 0) problems.push(...different, `${putBack(stack)}, before any other command`);
  problems.push(...containers.flatMap(problemOfSecrets));
  const result: Status = {
    ok: false,
    project: env.project,
    compose: engine.label,
    data: env.data,
    containers,
    problems,
    warnings: [],
    disks: await listDisks(stack, containers),
    backups: await readBackups(stack.world),
    dataBackups: await readBackups(stack.world, 'data'),
    archive: null,
    certificates: [],
    urls: { primary: clientUrl(stack, 'primary'), replica: clientUrl(stack, 'replica') },
    server: null,
    hypertables: [],
    failingJobs: [],
    replication: null,
    detail: null,
  };
  problems.push(...result.disks.flatMap(problemOfDisk));
  problems.push(...backupProblems(result.backups, stack.world.now()));
  if (env.archive !== 'off') problems.push(...backupProblems(result.dataBackups, stack.world.now(), 'data'));
  if (await isHalfPromoted(stack)) {
    problems.splice(0, problems.length, ...problems.filter((problem) => !problem.startsWith('primary does not run')));
    problems.unshift(`the replica takes writes and is not the primary yet: ${FINISH}`);
  }
  const primary = containers.find(({ service }) => service === 'primary');
  if (primary?.state === 'running') {
    try {
      await ask(stack, result, detailed);
      if (env.archive !== 'off') {
        await using connection = await connect(stack, 'primary', 'postgres');
        result.archive = await archiveStatus(stack, connection, primary.id);
        problems.push(...archiveProblems(result.archive));
      }
    } catch (error) {
      problems.push(messageOf(error));
    }
  } else if (primary === undefined) {
    problems.push('the primary was not started: timescale-ci stack start');
  }
  return { ...result, ok: problems.length === 0 };
}

function problemOf({ name, service, state, health }: Container): string[] {
  if (state === 'paused') return [`${service} is paused: docker unpause ${name}`];
  if (state === 'restarting') return [`${service} ends again and again: timescale-ci stack logs ${service}`];
  if (state !== 'running') return [`${service} does not run (${state}): timescale-ci stack ${starter(service)}`];
  return health === 'unhealthy' ? [`${service} is unhealthy: timescale-ci stack logs ${service}`] : [];
}

function problemOfSecrets({ service, state, outdated }: Container): string[] {
  if (state !== 'running' || outdated.length === 0) return [];
  return [
    `${service} runs with an old ${outdated.join(', ')}, and its next connection fails: timescale-ci stack rotate --from-file`,
  ];
}

/** Below it PostgreSQL may meet a full disk at the next checkpoint or sort. */
const LEAST_FREE = 0.1;

function problemOfDisk({ service, freeBytes, totalBytes }: Disk): string[] {
  if (freeBytes >= LEAST_FREE * totalBytes) return [];
  const used = Math.floor((1 - freeBytes / totalBytes) * 100);
  return [
    `the disk of the ${service} is ${used} % full, ${bytes(freeBytes)} are left: ${docsPage('operations.md#troubleshooting')}, "A disk that fills"`,
  ];
}

function starter(service: string): string {
  if (service === 'primary') return 'start';
  return service === 'replica' ? 'start-replica' : 'start-tools';
}

/** By then somebody has to renew it; the next command that starts something would have done so long before. */
const RENEWED_BEFORE_DAYS = 30;

/** What the servers show, which may be older than the file that they take when they start. */
async function askCertificates(stack: Stack, result: Status, primary: Date | null): Promise<void> {
  const { env, world } = stack;
  if (env.tls === 'off') {
    result.warnings.push(
      `connections are not encrypted: TIMESCALE_TLS=allow in ${fileName(world)}, then restart; ${docsPage('operations.md#encryption')}`,
    );
    return;
  }
  const replica = await tryToConnect(stack, 'replica', 'postgres').then(
    async (connection) => {
      await connection[Symbol.asyncDispose]();
      return connection.certificateExpires;
    },
    () => null,
  );
  for (const [service, expires] of [
    ['primary', primary],
    ['replica', replica],
  ] as const) {
    if (expires === null) continue;
    result.certificates.push({ service, expires: expires.toISOString() });
    const days = Math.floor((expires.getTime() - world.now().getTime()) / 86_400_000);
    if (days >= RENEWED_BEFORE_DAYS) continue;
    result.problems.push(
      `the certificate of the ${service} expires in ${days} days: timescale-ci stack rotate certificate`,
    );
  }
}

async function ask(stack: Stack, result: Status, detailed: boolean): Promise<void> {
  await using primary = await connect(stack, 'primary');
  await askCertificates(stack, result, primary.certificateExpires);
  const [server = null] = await primary.query<ServerStatus>(SERVER);
  result.server = server;
  if (server?.checksums === false) {
    result.warnings.push(
      'checksums of pages are off: damage on the disk is not noticed. pg_checksums --enable turns them on while the server is stopped',
    );
  }
  if (server !== null && server.timescaledb !== null) {
    result.hypertables = await primary.query<Hypertable>(HYPERTABLES);
    result.failingJobs = await primary.query<FailingJob>(FAILING_JOBS);
  }
  for (const { id, procedure, hypertable } of result.failingJobs) {
    // TimescaleDB's own jobs look after its statistics; one of them fails on every server of the Apache edition.
    if (id < FIRST_OWN_JOB) continue;
    result.problems.push(
      `job ${id} (${procedure}${hypertable === null ? '' : ` of ${hypertable}`}) fails: timescaledb_information.job_errors says why`,
    );
  }
  result.replication = await replication(stack);
  // That the replica does not run may be told already.
  const told = result.problems.some((problem) => problem.startsWith('replica '));
  const more = result.replication.problems.filter(
    (problem) => !(told && problem.startsWith('the replica does not run')),
  );
  result.problems.push(...more);
  if (!detailed) return;
  await using maintenance = await connect(stack, 'primary', 'postgres');
  result.detail = {
    tables: server?.timescaledb == null ? [] : await primary.query(PLAIN_TABLES),
    queries: await maintenance.query<SlowQuery>(SLOW_QUERIES),
  };
}
