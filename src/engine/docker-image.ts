import { messageOf, UserError } from '../errors.ts';
import { type DockerClient, loadTestcontainers } from './docker-client.ts';

export interface ImageOptions {
  image: string;
  signal?: AbortSignal | undefined;
  /** Told when a pull begins, at every 50 MB and when it is done. */
  onProgress?: ((text: string) => void) | undefined;
  /** Milliseconds that a pull may go without any progress before it counts as impossible. */
  pullTimeout?: number | undefined;
}

const STALLED_AFTER_MS = 30_000;

/**
 * Sees to it that the engine has the image: looks for it, and pulls it only where it is missing.
 *
 * @throws UserError where it cannot be pulled
 */
export async function ensureImage(client: DockerClient, options: ImageOptions): Promise<void> {
  const { image } = options;
  const { ImageName } = await loadTestcontainers();
  const name = ImageName.fromString(image);
  try {
    if (await client.image.exists(name)) return;
    options.onProgress?.(`pulling ${image}`);
    const megabytes = await pull(client, name, options);
    options.onProgress?.(`pulled ${image}${megabytes > 0 ? ` (${megabytes} MB)` : ''}`);
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw explainPull(image, name.registry ?? 'Docker Hub', cause);
  }
}

type Name = Parameters<DockerClient['image']['exists']>[0];

/** testcontainers' own pull reads neither progress nor the errors that arrive once layers are on their way. */
async function pull(client: DockerClient, name: Name, options: ImageOptions): Promise<number> {
  const { getAuthConfig } = await import('testcontainers/build/container-runtime/auth/get-auth-config.js');
  const registry = name.registry ?? client.info.containerRuntime.indexServerAddress;
  const stall = new AbortController();
  const limit = options.pullTimeout ?? STALLED_AFTER_MS;
  const timer = setTimeout(() => stall.abort(new UserError(`nothing came for ${limit / 1000} s`)), limit);
  const abortSignal = options.signal ? AbortSignal.any([stall.signal, options.signal]) : stall.signal;
  try {
    const auth = await getAuthConfig(registry);
    // Credentials go by their own argument: among the options they would end up in the URL, and so in the daemon's log.
    const stream = await client.container.dockerode.createImage(auth, { fromImage: name.string, abortSignal });
    const progress = pullProgress();
    for await (const event of events(stream)) {
      timer.refresh();
      if (event.error !== undefined) throw new Error(event.error);
      const text = progress.add(event);
      if (text !== undefined) options.onProgress?.(`pulling ${options.image}: ${text}`);
    }
    return progress.megabytes();
  } catch (error) {
    throw stall.signal.aborted ? stall.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function* events(stream: NodeJS.ReadableStream): AsyncGenerator<PullEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as PullEvent;
  }
}

/** A line of the Docker engine's answer to a pull (Docker Engine API, `POST /images/create`). */
export interface PullEvent {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
}

const STEP_BYTES = 50_000_000;

/** Adds up the layers of a pull: `add` gives a text like `100 of 350 MB` at every 50 MB, and nothing in between. */
export function pullProgress(): { add(event: PullEvent): string | undefined; megabytes(): number } {
  const layers = new Map<string, { current: number; total: number }>();
  let reported = 0;
  const sum = (field: 'current' | 'total') => [...layers.values()].reduce((all, layer) => all + layer[field], 0);
  return {
    add(event) {
      if (event.id === undefined) return undefined;
      const layer = layers.get(event.id);
      if (event.status === 'Downloading' && event.progressDetail?.total !== undefined) {
        layers.set(event.id, { current: event.progressDetail.current ?? 0, total: event.progressDetail.total });
      } else if (event.status === 'Download complete' && layer !== undefined) {
        layer.current = layer.total;
      } else {
        return undefined;
      }
      const step = Math.floor(sum('current') / STEP_BYTES);
      if (step <= reported) return undefined;
      reported = step;
      return `${toMegabytes(sum('current'))} of ${toMegabytes(sum('total'))} MB`;
    },
    megabytes: () => toMegabytes(sum('total')),
  };
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

/** The image that works, for every message that has to name one. */
const KNOWN_IMAGE = 'timescale/timescaledb:2.14.2-pg14';

/** The settings name an image in a way that no engine can read: a mistake, and no reason to take another engine. */
export class ImageNameError extends UserError {}

/** What a failed pull means, from the words of the Docker engine (moby's distribution package). */
export function explainPull(image: string, registry: string, cause: unknown): UserError {
  const reason = dockerMessage(cause);
  const error = (message: string, hint: string) => new UserError(message, { hint, cause });
  if (/invalid (reference|tag) format|unescaped characters/i.test(reason)) {
    return new ImageNameError(`"${image}" is not the name of an image`, {
      hint: `Write it as name:tag, like ${KNOWN_IMAGE}.`,
      cause,
    });
  }
  const message = `Docker has no image ${image} and cannot pull it from ${registry} (${reason})`;
  if (/no space left on device/i.test(reason)) return error(message, DISK_HINT);
  if (/toomanyrequests|rate limit/i.test(reason)) {
    return error(message, 'Wait for the limit to pass, or log in: docker login.');
  }
  if (
    /unauthorized|authentication required|no basic auth credentials|access denied|access to the resource is denied/i.test(
      reason,
    )
  ) {
    const login = registry === 'Docker Hub' ? 'docker login' : `docker login ${registry}`;
    return error(message, `Check the name for a typing error; a private image needs "${login}" first.`);
  }
  if (/manifest unknown|not found|does not exist|no matching manifest/i.test(reason)) {
    return error(message, `Check the name and the tag, for example ${KNOWN_IMAGE}.`);
  }
  return error(
    message,
    'Check the network and the proxy of the Docker engine (its own service has the setting, not this shell), ' +
      `or load the image by hand: docker load. --engine embedded needs no image.`,
  );
}

const DISK_HINT =
  'Docker\'s disk is full: "docker system df" shows by what, "docker system prune" frees what is unused.';

/**
 * What it means that a container of the image did not come up.
 *
 * @param logs the last lines that the container printed
 */
export function explainStart(image: string, cause: unknown, logs: readonly string[] = []): UserError {
  if (cause instanceof UserError) return cause;
  const reason = dockerMessage(cause);
  const message = [`the container of ${image} did not start: ${reason}`, ...logs.map((line) => `  ${line}`)].join('\n');
  return new UserError(message, { hint: startHint([reason, ...logs].join('\n')), cause });
}

function startHint(text: string): string {
  if (/no space left on device/i.test(text)) return DISK_HINT;
  if (/executable file not found|no such file or directory: unknown/i.test(text)) {
    return `The image has no PostgreSQL server in it; one that has: ${KNOWN_IMAGE}.`;
  }
  if (/could not access file "timescaledb"|timescaledb.* not found/i.test(text)) {
    return `The image has no TimescaleDB in it; one that has: ${KNOWN_IMAGE}.`;
  }
  if (/exec format error|does not match the (detected|specified) (host|platform)/i.test(text)) {
    return 'The image is built for another processor: choose one for this machine.';
  }
  if (/port is already allocated|address already in use|ports are not available|ports to be bound/i.test(text)) {
    return 'Docker could not bind a free port of 127.0.0.1: look for a firewall, or restart the Docker engine.';
  }
  if (/cannot allocate memory|out of memory/i.test(text)) return 'Give the Docker engine more memory.';
  return 'Try the image by hand: docker run --rm -e POSTGRES_PASSWORD=test IMAGE. Another engine: --engine embedded.';
}

/**
 * The words of an error of the Docker engine, without what the driver (`(HTTP code 500) server error - `) and Go's HTTP
 * client (`Get "https://…": dial tcp: … on 127.0.0.53:53`) say around them.
 */
export function dockerMessage(cause: unknown): string {
  return messageOf(cause)
    .replace(/^\(HTTP code \d+\)[^-]*- /, '')
    .replace(/(Get|Head) "[^"]*": (dial tcp:? )?/, '')
    .replace(/ on [\d.:[\]a-f]+:53\b/, '')
    .trim();
}
