import { UserError } from '../errors.ts';
import { type DockerClient, loadTestcontainers } from './docker-client.ts';
import { explainPull } from './docker-errors.ts';
import { type PullEvent, pullProgress } from './pull-progress.ts';

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
