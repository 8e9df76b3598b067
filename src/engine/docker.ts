import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, UserError } from '../errors.ts';
import { onExit, unlessClosing } from './cleanup.ts';
import { type DockerClient, dockerClient, removeContainer, runLabels } from './docker-client.ts';
import { type ContainerOptions, startContainer } from './docker-container.ts';
import { dockerMessage, ensureImage, type ImageOptions } from './docker-image.ts';
import { checkDatabaseName, createDatabase, createScratch, DockerDatabase, DockerServer } from './docker-server.ts';
import type { Engine, ServerVersions } from './types.ts';
import { describeServer, readVersions } from './versions.ts';

export { disableRyuk, removeContainers } from './docker-client.ts';

export interface DockerOptions extends ImageOptions {
  /** Name of the database to create, empty and without the timescaledb extension. */
  database: string;
  /** Names the run, for `removeContainers` to find what a killed one left behind. */
  label?: string | undefined;
  /** Seconds that all SQL may take together; without one there is no limit. */
  timeLimit?: number | undefined;
  /** `TIMESCALE_CI_DATA`: where the cluster's files are, `disk` or the size of a mount in memory. */
  data?: string | undefined;
  /** Told the server's random password before the container exists, for the action to mask it. */
  register?: ((secret: string) => void) | undefined;
}

/**
 * Starts a throwaway TimescaleDB in a Docker container of its own. It is removed when the engine is disposed of, when
 * the start fails or `signal` is aborted, and by `cleanUp` when the process is told to end.
 *
 * @throws UserError for everything that can be wrong with Docker, the image or the name
 */
export async function startDocker(options: DockerOptions): Promise<Engine> {
  const { image, database, signal } = options;
  checkDatabaseName(database);
  signal?.throwIfAborted();
  const client = await dockerClient();
  await ensureImage(client, options);

  const password = randomBytes(24).toString('base64url');
  options.register?.(password);
  const container = new Container(client);
  try {
    signal?.addEventListener('abort', container.stop, { once: true });
    signal?.throwIfAborted();
    const server = await container.start({
      image,
      password,
      data: options.data,
      labels: runLabels(options.label ?? container.name),
    });
    const versions = await probe(server, image);
    await createDatabase(server, database);
    await server.keepOpen();
    server.limit(options.timeLimit);
    return {
      kind: 'docker',
      label: `docker ${describeServer(versions)}`,
      versions,
      database: new DockerDatabase(server, database, { drop: false }),
      scratch: () => createScratch(server),
      listen: async () => ({
        ...server.access,
        database,
        connections: undefined,
        failure: undefined,
        [Symbol.asyncDispose]: async () => {},
      }),
      shell: (name, text) => runShell(server, database, name, text),
      [Symbol.asyncDispose]: container.remove,
    };
  } catch (error) {
    // What went wrong first is what a person needs to hear.
    await container.remove().catch(() => {});
    await unlessClosing();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', container.stop);
  }
}

/** The variables are those that the official image sets for its own scripts. */
async function runShell(server: DockerServer, database: string, name: string, text: string): Promise<void> {
  const env = { POSTGRES_USER: 'postgres', POSTGRES_DB: database, PGOPTIONS: '' };
  const { exitCode, stdout, stderr } = await server.run(['bash', '-eo', 'pipefail', '-c', text, name], database, env);
  if (exitCode === 0) return;
  const words = `${stdout}\n${stderr}`.trim().split('\n').slice(-10);
  throw new UserError([`${name} ended with exit code ${exitCode}`, ...words.map((line) => `  ${line}`)].join('\n'), {
    hint: 'It ran in the container as the official image runs it: with bash -e, POSTGRES_USER and POSTGRES_DB.',
    exitCode: 1,
  });
}

const SETTLE_MS = 3_000;

/** The life of one container, from before it exists to after it is gone. */
class Container {
  readonly name = `timescale-ci-${randomBytes(6).toString('hex')}`;
  readonly #client: DockerClient;
  readonly #stop = new AbortController();
  readonly #forget: () => void;
  #starting: Promise<unknown> = Promise.resolve();
  #removing: Promise<void> | undefined;

  constructor(client: DockerClient) {
    this.#client = client;
    this.#forget = onExit(this.remove);
  }

  /** Cuts a start short. */
  readonly stop = (): void => this.#stop.abort();

  /** Removes the container, once, however often it is asked to. */
  readonly remove = (): Promise<void> => {
    this.#removing ??= this.#remove();
    return this.#removing;
  };

  async start(options: Omit<ContainerOptions, 'name' | 'signal'>): Promise<DockerServer> {
    const starting = startContainer(this.#client, { ...options, name: this.name, signal: this.#stop.signal });
    this.#starting = starting;
    const started = await starting;
    const server = new DockerServer(started, options.image, options.password);
    await server.ready(this.#stop.signal);
    return server;
  }

  async #remove(): Promise<void> {
    this.stop();
    const container = this.#client.container.getById(this.name);
    try {
      await removeContainer(container);
      // A request to create it may have been on its way: once that is answered there is nothing left to come.
      await Promise.race([Promise.allSettled([this.#starting]), pause(SETTLE_MS, undefined, { ref: false })]);
      await removeContainer(container);
    } catch (cause) {
      throw new UserError(`the container ${this.name} could not be removed: ${dockerMessage(cause)}`, {
        hint: `Remove it by hand: docker rm --force --volumes ${this.name}`,
        cause,
      });
    } finally {
      this.#forget();
    }
  }
}

/** Sees to it that the image has a TimescaleDB that works, and asks for the versions where the extension is loaded. */
async function probe(server: DockerServer, image: string): Promise<ServerVersions> {
  const unfit = (reason: string, cause?: unknown) =>
    new UserError(`the image ${image} ${reason}`, {
      hint: 'Use an image that comes with TimescaleDB, such as timescale/timescaledb:2.14.2-pg14.',
      cause,
    });
  {
    await using session = await server.connect('postgres');
    const [row] = await session.query<{ available: boolean; preloaded: boolean }>(`
      SELECT EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'timescaledb') AS available,
             'timescaledb' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',')) AS preloaded`);
    if (!row?.available) throw unfit('has a PostgreSQL without TimescaleDB');
    if (!row.preloaded) throw unfit("has TimescaleDB, but its shared_preload_libraries doesn't name timescaledb");
    await session.execute('CREATE EXTENSION IF NOT EXISTS timescaledb').catch((cause) => {
      throw unfit(`cannot create the extension timescaledb: ${messageOf(cause)}`, cause);
    });
  }
  // A new session: the license is known from the first statement on that finds the extension.
  await using session = await server.connect('postgres');
  return await readVersions(session);
}
