import { messageOf, UserError } from '../errors.ts';
import { capital } from '../text.ts';
import { type DockerOptions, startDocker } from './docker.ts';
import { dockerClient } from './docker-client.ts';
import { ensureImage, ImageNameError } from './docker-image.ts';
import { embeddedAvailable, INSTALL, startEmbedded } from './embedded.ts';
import type { MovedClock } from './moved-clock.ts';
import type { Engine } from './types.ts';

export interface OpenOptions extends DockerOptions {
  engine: 'auto' | 'docker' | 'embedded';
  /** The time of the embedded engine; no other has a clock that can be moved. */
  clock?: MovedClock | undefined;
}

export interface OpenedEngine {
  engine: Engine;
  /** One sentence on why it is this one; undefined where somebody named it. */
  why: string | undefined;
}

/**
 * Starts the TimescaleDB that the settings ask for. `auto` takes Docker where its engine answers and has the image or
 * can pull it, else the embedded one: both are throwaway servers with an empty database of that name.
 *
 * @throws UserError where no engine can be started, with the reason of each
 */
export async function openEngine(options: OpenOptions): Promise<OpenedEngine> {
  const { engine, database, image, clock } = options;
  if (engine === 'docker') return { engine: await startDocker(options), why: undefined };
  if (engine === 'embedded') return { engine: await startEmbedded(database, options.timeLimit, clock), why: undefined };
  const problem = await dockerProblem(options);
  if (problem === undefined) {
    return { engine: await startDocker(options), why: `A Docker engine answers: using ${image}.` };
  }
  if (!(await embeddedAvailable())) {
    throw new UserError(`neither engine can be used: ${problem.message}; the embedded TimescaleDB is not installed`, {
      hint: [problem.hint, INSTALL].filter(Boolean).join(' '),
      cause: problem,
    });
  }
  return {
    engine: await startEmbedded(database, options.timeLimit),
    why: `${capital(problem.message)}: using the embedded TimescaleDB.`,
  };
}

/** Why Docker cannot be had here, undefined where it can. What goes wrong after that is no reason to switch. */
async function dockerProblem(options: OpenOptions): Promise<UserError | undefined> {
  try {
    await ensureImage(await dockerClient(), options);
    return undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ImageNameError) throw error;
    return error instanceof UserError ? error : new UserError(messageOf(error), { cause: error });
  }
}
