import type { Stack } from './stack.ts';

/** A container of a stack. */
export interface Container {
  id: string;
  name: string;
  service: string;
  /** In Docker's words: running, exited, restarting, created, paused, dead. */
  state: string;
  /** In Docker's words: starting, healthy, unhealthy; null where nothing checks. */
  health: string | null;
  exitCode: number;
  /** What it was made from. */
  image: string;
  /** ISO 8601; null where it never ran. */
  startedAt: string | null;
  /** The volume that its database is on, by its name in the compose file; null where it has none. */
  data: string | null;
  /** The ports of this machine that it publishes. */
  ports: number[];
  /** Passwords of the env file of which it holds another value, by their names. */
  outdated: string[];
}

/** The variable of a service that holds a password of a role, and its name in the env file. */
const HELD: Record<string, readonly [variable: string, secret: string]> = {
  replica: ['REPLICATOR_PASSWORD', 'REPLICATOR_PASSWORD'],
  exporter: ['DATA_SOURCE_PASS', 'MONITOR_PASSWORD'],
};

/** Where the images of the servers keep the database (stack/compose.yaml). */
const DATA = '/var/lib/postgresql/data';

interface Inspected {
  Id: string;
  Name: string;
  Mounts: { Name?: string; Destination: string }[];
  HostConfig: { PortBindings: Record<string, { HostPort: string }[] | null> | null };
  Config: { Image: string; Labels: Record<string, string>; Env?: string[] | null };
  State: { Status: string; ExitCode: number; StartedAt: string; Health?: { Status: string } };
}

/** The containers of the stack's services, by service; running or not. */
export async function listContainers(stack: Stack): Promise<Container[]> {
  const ids = await idsOf(stack, 'ps', '--no-trunc', '--filter', 'label=com.docker.compose.oneoff=False');
  if (ids.length === 0) return [];
  const inspected = JSON.parse(await stack.engine.docker(['inspect', ...ids])) as Inspected[];
  return inspected
    .map(({ Id, Name, Config, State, Mounts, HostConfig }) => ({
      id: Id,
      name: Name.replace(/^\//, ''),
      service: Config.Labels['com.docker.compose.service'] ?? '',
      state: State.Status,
      health: State.Health?.Status ?? null,
      exitCode: State.ExitCode,
      image: Config.Image,
      outdated: outdatedIn(Config, stack.env.values),
      startedAt: State.StartedAt.startsWith('0001') ? null : State.StartedAt,
      data: volumeOf(Mounts, stack.env.project),
      ports: Object.values(HostConfig.PortBindings ?? {}).flatMap((all) =>
        (all ?? []).map((one) => Number(one.HostPort)),
      ),
    }))
    .sort((a, b) => a.service.localeCompare(b.service));
}

function outdatedIn({ Labels, Env }: Inspected['Config'], values: Readonly<Record<string, string>>): string[] {
  const [variable, secret] = HELD[Labels['com.docker.compose.service'] ?? ''] ?? [];
  const has = Env?.find((entry) => entry.startsWith(`${variable}=`));
  return secret === undefined || has === undefined || has === `${variable}=${values[secret]}` ? [] : [secret];
}

function volumeOf(mounts: Inspected['Mounts'], project: string): string | null {
  const name = mounts.find(({ Destination }) => Destination === DATA)?.Name;
  return name?.startsWith(`${project}_`) ? name.slice(project.length + 1) : (name ?? null);
}

/** The container of a service, where there is one. */
export async function findContainer(stack: Stack, service: string): Promise<Container | undefined> {
  return (await listContainers(stack)).find((container) => container.service === service);
}

/** Ids of everything of a kind that belongs to the project, by Compose's label. */
export async function idsOf(
  { env, engine }: Pick<Stack, 'env' | 'engine'>,
  kind: 'ps' | 'volume' | 'network',
  ...more: string[]
): Promise<string[]> {
  const list = kind === 'ps' ? ['ps', '--all'] : [kind, 'ls'];
  const filter = ['--filter', `label=com.docker.compose.project=${env.project}`];
  return (await engine.docker([...list, '--quiet', ...filter, ...more])).split('\n').filter((id) => id !== '');
}

/** Room on the disk of a server's volume. */
export interface Disk {
  service: string;
  totalBytes: number;
  freeBytes: number;
}

/** The disk under each server that runs. */
export async function listDisks(stack: Stack, containers: readonly Container[]): Promise<Disk[]> {
  const servers = containers.filter(({ service, state }) => service in stack.env.data && state === 'running');
  const found = await Promise.all(
    servers.map(async ({ service, id }) => {
      // Of a container that ends at this moment its state tells enough.
      const text = await stack.engine.docker(['exec', id, 'df', '-Pk', DATA]).catch(() => '');
      const [, , used, free] = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(text)?.map(Number) ?? [];
      if (used === undefined || free === undefined) return [];
      return [{ service, totalBytes: (used + free) * 1024, freeBytes: free * 1024 }];
    }),
  );
  return found.flat();
}

/** The last lines that a container printed. */
export async function lastLines(stack: Stack, id: string, lines: number): Promise<string[]> {
  const { stdout, stderr } = await stack.engine.dockerOutput(['logs', '--tail', String(lines), id]);
  return `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
}
