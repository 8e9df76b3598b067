import { UserError } from '../errors.ts';
import type { ProgramResult } from './program.ts';

/** No Docker engine behind the command. */
export function engineDown(stderr: string): UserError {
  const reason = lastLine(stderr);
  return new UserError(`no Docker engine answers: ${reason}`, {
    hint: /permission denied/i.test(reason)
      ? 'Your user may not talk to it: join the group docker (newgrp docker), which is as good as root, or use sudo.'
      : 'Start it: systemctl start docker, or open Docker Desktop. DOCKER_HOST names another one.',
  });
}

const REASONS: [RegExp, (match: RegExpExecArray) => [message: string, hint: string]][] = [
  [
    /Bind for \S*?:(\d+) failed|listen tcp4? \S*?:(\d+): bind: address already in use|ports are not available.*:(\d+)/i,
    ([, a, b, c]) => [
      `port ${a ?? b ?? c} is in use by something else`,
      'Stop what uses it, or set another port in the env file and run the command again.',
    ],
  ],
  [
    /listen tcp4? (\S+): bind: cannot assign requested address/i,
    ([, address]) => [
      `this machine has no address ${address}`,
      'Set TIMESCALE_BIND in the env file to one that it has.',
    ],
  ],
  [
    /no space left on device/i,
    () => ["Docker's disk is full", '"docker system df" shows by what. Free some; nothing of this stack was removed.'],
  ],
  [
    /Cannot connect to the Docker daemon|Couldn't connect to Docker daemon|error during connect/i,
    () => ['no Docker engine answers', 'Start it: systemctl start docker, or open Docker Desktop.'],
  ],
  [
    /(?:pull access denied for|manifest for|failed to resolve reference "?|repository) ?([^\s",]+)|Pulling \S+ \((\S+?)\)|Get "https?:\/\/([^"/]+)\S*": (?:dial|net|context|EOF|proxyconnect|http)/i,
    ([, a, b, registry]) => [
      `Docker has no image ${a ?? b ?? `from ${registry}`} and cannot pull it`,
      'Check its name in the env file, the network of the Docker engine, and "docker login" for a private one.',
    ],
  ],
  [
    /is not shared from the host|mounts denied/i,
    () => ['Docker may not mount the directory of timescale-ci', 'Share it in the settings of Docker Desktop.'],
  ],
];

/** What it means that Compose or docker failed, from what they wrote. */
export function explainCompose(args: readonly string[], { stdout, stderr, exitCode }: ProgramResult): UserError {
  const text = `${stdout}\n${stderr}`;
  const cause = new Error(tail(stderr || stdout));
  for (const [pattern, explain] of REASONS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const [message, hint] = explain(match);
    return new UserError(message, { hint, cause });
  }
  return new UserError(`${words(args)} ended with exit code ${exitCode}\n${tail(stderr || stdout)}`, {
    hint: '"timescale-ci stack logs" shows what the servers say.',
    cause,
  });
}

function words(args: readonly string[]): string {
  return args[0] === 'docker' ? `"docker ${args[1] ?? ''}"` : `"compose ${args[0] ?? ''}"`;
}

/** How Compose tells of its own progress, and the exit code that docker-compose 1 prints of a run. */
const NOISE =
  /^(\d+|(Creating|Starting|Stopping|Recreating|Removing|Pulling|Going to remove) .*(\.\.\.|done|error)\s*|(Container|Network|Volume) \S+ +(Creating|Created|Starting|Started|Stopping|Stopped|Running|Recreate|Recreated|Removing|Removed|Waiting|Healthy))$/;

function tail(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOISE.test(line))
    .slice(-8)
    .join('\n');
}

function lastLine(text: string): string {
  return tail(text).split('\n').at(-1) ?? '';
}
