import { messageOf, UserError } from '../errors.ts';

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
