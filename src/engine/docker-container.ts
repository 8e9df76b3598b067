import { createServer } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { type DockerClient, type DockerContainer, loadTestcontainers } from './docker-client.ts';
import { explainStart } from './docker-image.ts';

export interface ContainerOptions {
  image: string;
  /** Unique: the container is found again by it, even when a start is cut short. */
  name: string;
  labels: Record<string, string>;
  password: string;
  /** Where the cluster's files are: `disk`, or the size of a mount in memory; half of the machine's memory by default. */
  data?: string | undefined;
  signal: AbortSignal;
}

/** Where a container's PostgreSQL listens, seen from here. */
export interface StartedContainer {
  container: DockerContainer;
  host: string;
  port: number;
  /** Never resolves; rejects with the container's last words as soon as it ends, until `signal` is aborted. */
  ended: Promise<never>;
}

const PORT = 5432;
const SHARED_MEMORY_BYTES = 256 * 1024 * 1024;

/** Nothing in the container has to outlive it, so nothing is worth a wait for the disk; and no job may ever run. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_locks_per_transaction: '1024',
  wal_level: 'logical',
  'timescaledb.max_background_workers': '0',
  'timescaledb.telemetry_level': 'off',
};

/**
 * Starts the container and waits until its port is bound, not until the server in it answers.
 *
 * @throws UserError where it does not start
 */
export async function startContainer(client: DockerClient, options: ContainerOptions): Promise<StartedContainer> {
  const { GenericContainer } = await loadTestcontainers();
  const local = await isOwnAddress(client.info.containerRuntime.host);
  const { signal, image } = options;
  let created: (container: DockerContainer) => void;
  const ended = new Promise<DockerContainer>((resolve) => {
    created = resolve;
  }).then((container) => untilEnd(container, image, signal));
  ended.catch(() => {});

  class DatabaseContainer extends GenericContainer {
    constructor() {
      super(image);
      this.withExposedPorts(PORT);
      // A server elsewhere (DOCKER_HOST, a socket mounted into a job's container) is out of reach of our loopback.
      if (local) this.hostConfig.PortBindings = { [`${PORT}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '0' }] };
    }

    protected override async containerCreated(id: string): Promise<void> {
      signal.throwIfAborted();
      created(client.container.getById(id));
    }
  }

  const starting = new DatabaseContainer()
    .withTmpFs(await dataInMemory(client, options))
    .withName(options.name)
    .withLabels(options.labels)
    .withCommand(['postgres', ...Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`])])
    .withEnvironment({
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: options.password,
      POSTGRES_INITDB_ARGS: '--no-sync',
      // The official image tunes itself to the whole machine on its first start, which we need not wait for.
      NO_TS_TUNE: 'true',
    })
    .withSharedMemorySize(SHARED_MEMORY_BYTES)
    .withDefaultLogDriver()
    .withWaitStrategy(AT_ONCE)
    .start();
  try {
    const started = await Promise.race([starting, ended]);
    const container = client.container.getById(started.getId());
    return { container, host: local ? '127.0.0.1' : started.getHost(), port: started.getMappedPort(PORT), ended };
  } catch (cause) {
    starting.catch(() => {});
    signal.throwIfAborted();
    throw explainStart(image, cause);
  }
}

/** Where the official images keep the cluster, and PostgreSQL's own where nothing says otherwise. */
const DATA_DIRECTORY = '/var/lib/postgresql/data';
/** With less in the machine, the data had better be on the disk. */
const ENOUGH_MEMORY_BYTES = 6 * 1024 ** 3;

/**
 * The mount that keeps the cluster's files in memory, none where they go to the engine's disk: a scratch server makes and
 * removes thousands of small files, which takes half of its time on ext4.
 *
 * @throws UserError for a setting that is neither `disk` nor a size
 */
async function dataInMemory(
  { container: { dockerode } }: DockerClient,
  { image, data }: ContainerOptions,
): Promise<Record<string, string>> {
  const wanted = data || undefined;
  if (wanted === 'disk') return {};
  if (wanted !== undefined && !/^[1-9]\d*[kmg]$/.test(wanted)) {
    throw new UserError(`TIMESCALE_CI_DATA is "${wanted}"`, { hint: 'It takes disk, or a size in memory such as 4g.' });
  }
  const [{ MemTotal }, { Config }] = await Promise.all([dockerode.info(), dockerode.getImage(image).inspect()]);
  // A mount belongs to root, and only root's entrypoint hands it to the server's user.
  if (!['', '0', 'root'].includes(Config.User ?? '')) return {};
  if (wanted === undefined && MemTotal < ENOUGH_MEMORY_BYTES) return {};
  const directory = Config.Env?.find((text) => text.startsWith('PGDATA='))?.slice('PGDATA='.length);
  return { [directory ?? DATA_DIRECTORY]: `rw,size=${wanted ?? Math.floor(MemTotal / 2)}` };
}

/** The last lines that a container printed, none where it is gone. */
export async function lastLines(container: DockerContainer, count = 15): Promise<string[]> {
  try {
    const frames = await container.logs({ follow: false, stdout: true, stderr: true, tail: count });
    const output = new PassThrough();
    const stream = Readable.from([frames]);
    stream.on('end', () => output.end());
    container.modem.demuxStream(stream, output, output);
    return (await text(output)).trimEnd().split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

async function untilEnd(container: DockerContainer, image: string, abortSignal: AbortSignal): Promise<never> {
  const { StatusCode } = await container.wait({ condition: 'next-exit', abortSignal });
  throw explainStart(image, new Error(`it ended with exit code ${StatusCode}`), await lastLines(container));
}

/** testcontainers' own readiness checks look at ports and logs; ours is a query, once the port is known. */
const AT_ONCE: import('testcontainers').WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => AT_ONCE,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
};

export interface ExecResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/**
 * Runs a program in a container and gives all that it wrote. testcontainers' exec decodes each chunk by itself, which
 * breaks a character that two chunks share.
 *
 * @param env reaches the program without showing in any process list
 */
export async function execute(
  container: DockerContainer,
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<ExecResult> {
  const exec = await container.exec({
    Cmd: [...command],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ Detach: false, Tty: false });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  container.modem.demuxStream(stream, stdout, stderr);
  stream.on('error', (error) => stdout.destroy(error));
  stream.on('end', () => {
    stdout.end();
    stderr.end();
  });
  const [out, err] = await Promise.all([buffer(stdout), buffer(stderr)]);
  return { stdout: out.toString(), stderr: err.toString(), exitCode: await exitCode(exec) };
}

const EXIT_POLLS = 100;

/** The engine may close the stream a moment before it notes the exit code. */
async function exitCode(exec: Awaited<ReturnType<DockerContainer['exec']>>): Promise<number> {
  for (let poll = 0; poll < EXIT_POLLS; poll += 1) {
    const { Running, ExitCode } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    await pause(50);
  }
  throw new Error('the program closed its output, but did not end');
}

/**
 * Tells whether an address is one of this machine's, by listening on it for a moment.
 *
 * Inside a container testcontainers takes the gateway of Docker's bridge for the engine's address. That is another
 * machine where the socket was mounted into the container, and this one where the engine runs in there as well.
 *
 * @param host an address or a name
 */
export function isOwnAddress(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}
