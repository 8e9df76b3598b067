import type { Container } from '../../../src/stack/containers.ts';
import { parseEnv } from '../../../src/stack/env-file.ts';
import { type Choices, envText, PORTS, type Port } from '../../../src/stack/env-text.ts';
import type { Stack } from '../../../src/stack/stack.ts';
import { tuningValues } from '../../../src/stack/tuning.ts';

const step = { update() {}, done() {}, unchanged() {}, warn() {}, fail() {} };
export const silent = { heading() {}, step: () => step, note() {}, warn() {}, error() {}, closing() {} };

/** Nothing listens at the port 1 of loopback. */
const ports = Object.fromEntries(Object.keys(PORTS).map((name, index) => [name, index + 1])) as Record<Port, number>;
const CHOICES: Choices = {
  project: 'd7-fake',
  image: 'image',
  database: 'trading_data',
  tuning: 'laptop',
  values: tuningValues('laptop', { memoryBytes: 0, cores: 1, diskBytes: 0 }),
  bind: '127.0.0.1',
  ports,
};

interface Seen {
  containers?: readonly Partial<Container>[];
  /** What stack/postgres/inspect.sh would say. */
  volumes?: string;
}

/** A stack on an engine that has these containers and volumes, and notes what it is asked for. */
export function fakeStack({ containers = [], volumes = '' }: Seen): { stack: Stack; calls: string[][] } {
  const calls: string[][] = [];
  const answer = (args: readonly string[]): string => {
    calls.push([...args]);
    if (args[0] === 'ps') return containers.map(({ service }) => service).join('\n');
    if (args[0] === 'volume') return 'd7-fake_data-a\nd7-fake_data-b\n';
    if (args[0] === 'run') return volumes;
    return args[0] === 'inspect' ? JSON.stringify(containers.map(inspected)) : '';
  };
  const result = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 });
  const stack: Stack = {
    env: parseEnv(
      '/project/.env.timescale',
      envText(CHOICES, () => 'secret'),
    ),
    world: {
      reporter: silent,
      env: {},
      stackDir: '/stack',
      envPath: '/project/.env.timescale',
      cwd: '/project',
      stateDir: '/project/.env.timescale.state',
      settingsPath: '/project/timescale-ci.yml',
      schemaDir: 'sql/schema',
      now: () => new Date(0),
    },
    engine: {
      label: 'fake',
      compose: async (args) => result(answer(['compose', ...args])),
      docker: async (args) => answer(args),
      dockerOutput: async (args) => result(answer(args)),
    },
  };
  return { stack, calls };
}

function inspected({
  service = '',
  state = 'running',
  data = null,
  ports: published = [],
}: Partial<Container>): object {
  return {
    Id: service,
    Name: `/d7-fake_${service}_1`,
    Config: { Image: 'image', Labels: { 'com.docker.compose.service': service } },
    State: { Status: state, ExitCode: 0, StartedAt: '2026-11-22T00:00:00Z' },
    Mounts: [{ Name: `d7-fake_${data}`, Destination: '/var/lib/postgresql/data' }],
    HostConfig: { PortBindings: { '5432/tcp': published.map((port) => ({ HostPort: String(port) })) } },
  };
}
