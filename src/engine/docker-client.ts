import { globalAgent } from 'node:http';
import { connect } from 'node:net';
import type { ContainerRuntimeClient } from 'testcontainers';
import { messageOf, UserError } from '../errors.ts';
import { TimeLimitError, withTimeout } from './time-limit.ts';

/** A Docker engine that answered, as testcontainers found it (DOCKER_HOST, the usual sockets, rootless ones). */
export type DockerClient = ContainerRuntimeClient;
export type DockerContainer = ReturnType<DockerClient['container']['getById']>;

const RUN_LABEL = 'timescale-ci.run';
const USUAL_SOCKET = '/var/run/docker.sock';
const ANSWER_WITHIN_MS = 2_000;

/** What testcontainers 12 needs; below, it fails with words that help nobody. */
const OLDEST_NODE = 22;

/**
 * testcontainers takes half a second to load, so only a run that wants Docker loads it.
 *
 * @throws UserError where this Node is too old for it
 */
export async function loadTestcontainers(): Promise<typeof import('testcontainers')> {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new UserError(`Docker needs Node ${OLDEST_NODE} or newer, and this is ${process.version}`, {
      hint: 'Run it by npm, which brings a newer Node along, or use --engine embedded.',
    });
  }
  return import('testcontainers');
}

/**
 * Finds the Docker engine.
 *
 * @throws UserError where none answers within two seconds
 */
export async function dockerClient(): Promise<DockerClient> {
  const { getContainerRuntimeClient } = await loadTestcontainers();
  try {
    return await withTimeout(ANSWER_WITHIN_MS, 'the Docker engine', () => getContainerRuntimeClient());
  } catch (cause) {
    // The question is still open and would keep the process from ending; docker-modem asks by Node's own agent.
    if (cause instanceof TimeLimitError) globalAgent.destroy();
    throw await noDocker(cause);
  }
}

/** Labels by which `removeContainers` finds what a run left behind. */
export function runLabels(run: string): Record<string, string> {
  return { [RUN_LABEL]: run };
}

/**
 * Removes every container of a run with its volumes: for the action's post step, after a job was killed.
 * Where no Docker engine answers there is nothing to remove.
 *
 * @param run what `startDocker` was given as `label`
 * @returns how many containers were removed
 */
export async function removeContainers(run: string): Promise<number> {
  let client: DockerClient;
  try {
    client = await dockerClient();
  } catch {
    return 0;
  }
  const left = await client.container.dockerode.listContainers({
    all: true,
    filters: { label: [`${RUN_LABEL}=${run}`] },
  });
  await Promise.all(left.map(({ Id }) => removeContainer(client.container.getById(Id))));
  return left.length;
}

/** Kills and removes a container with its anonymous volumes. One that is gone, or going, already is fine. */
export async function removeContainer(container: DockerContainer): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode;
    if (status === 409) await container.wait({ condition: 'removed' }).catch(() => {});
    else if (status !== 404) throw error;
  }
}

/**
 * Turns testcontainers' own clean-up container off unless somebody chose it: it is an image more to pull, and our
 * clean-up does not need it. testcontainers reads the variable when it starts a container.
 *
 * @param env `process.env`, changed in place by the shell that calls this
 */
export function disableRyuk(env: Record<string, string | undefined>): void {
  env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
}

async function noDocker(cause: unknown): Promise<UserError> {
  if ((await socketError(USUAL_SOCKET)) === 'EACCES') {
    return new UserError(`this user may not use the Docker engine at ${USUAL_SOCKET}`, {
      hint: 'Add the user to the group "docker" and log in again, or use --engine embedded.',
      cause,
    });
  }
  const silent = cause instanceof TimeLimitError;
  return new UserError(silent ? 'the Docker engine does not answer within 2 s' : 'no Docker engine answers', {
    hint: silent
      ? 'Restart the Docker engine, or use --engine embedded.'
      : 'Start the Docker engine (set DOCKER_HOST if it listens elsewhere), or use --engine embedded.',
    cause,
  });
}

/** testcontainers does not tell why a socket did not work: the code of the error, undefined where one can connect. */
function socketError(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
  });
}

export type DockerState =
  | { answers: true; version: string; image: 'there' | 'absent' | 'unasked' }
  | { answers: false; problem: string; hint: string | undefined };

/** Whether a Docker engine answers, and whether it has the image. Pulls nothing. */
export async function inspectDocker(image: string | undefined): Promise<DockerState> {
  try {
    const client = await dockerClient();
    const { Version } = await client.container.dockerode.version();
    if (image === undefined) return { answers: true, version: Version, image: 'unasked' };
    const { ImageName } = await loadTestcontainers();
    const there = await client.image.exists(ImageName.fromString(image));
    return { answers: true, version: Version, image: there ? 'there' : 'absent' };
  } catch (error) {
    const hint = error instanceof UserError ? error.hint : undefined;
    return { answers: false, problem: messageOf(error), hint };
  }
}
