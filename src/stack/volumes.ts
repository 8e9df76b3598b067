import { idsOf } from './containers.ts';
import type { Stack } from './stack.ts';

/** What lies on a data volume, read without a server. */
export interface DataState {
  /** Why it was fenced, where it was. */
  fenced: string | null;
  /** Bytes of its log that the server promoted in its place never got, as measured when it was fenced; null for unknown. */
  lost: number | null;
  /** False where no server was ever set up on it. */
  initialized: boolean;
  standby: boolean;
  /** PostgreSQL's name for the cluster, which a base backup shares with its origin. */
  system: string | null;
  /** pg_control's words: in production, shut down, in archive recovery … */
  state: string | null;
  timeline: number | null;
  /** Where its timeline left the one before, which is where it was promoted; null where it never was. */
  switchedAt: bigint | null;
  /** Where the last whole record of the log begins. */
  lastRecord: bigint | null;
}

const EMPTY: DataState = {
  fenced: null,
  lost: null,
  initialized: false,
  standby: false,
  system: null,
  state: null,
  timeline: null,
  switchedAt: null,
  lastRecord: null,
};

/** Reads both data volumes in a container of its own, which changes nothing. By the volumes' names in the compose file. */
export async function readVolumes(stack: Stack): Promise<Record<string, DataState>> {
  const { env, engine, world } = stack;
  const names = [env.data.primary, env.data.replica].sort();
  const there = await idsOf(stack, 'volume');
  // docker run would make a volume that is missing.
  const mounted = names.filter((name) => there.includes(`${env.project}_${name}`));
  if (mounted.length === 0) return Object.fromEntries(names.map((name) => [name, EMPTY]));
  const output = await engine.docker([
    ...['run', '--rm', '--network', 'none', '--label', `com.docker.compose.project=${env.project}`],
    ...['--label', 'com.docker.compose.oneoff=True', '--entrypoint', '/bin/sh'],
    ...['--volume', `${world.stackDir}/postgres:/timescale-ci:ro`],
    ...mounted.flatMap((name) => ['--volume', `${env.project}_${name}:/volumes/${name}:ro`]),
    ...[env.image, '/timescale-ci/inspect.sh', ...mounted.map((name) => `/volumes/${name}`)],
  ]);
  return Object.fromEntries(names.map((name) => [name, parseState(name, output)]));
}

/** Reads what stack/postgres/inspect.sh printed of a volume. */
export function parseState(name: string, output: string): DataState {
  const facts = new Map(
    output.split('\n').flatMap((line) => {
      const [, key, value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
      return key?.startsWith(`${name}.`) && value !== undefined ? [[key.slice(name.length + 1), value]] : [];
    }),
  );
  const checkpoint = toLsn(facts.get('checkpoint'));
  const last = toLsn(facts.get('last_record'));
  return {
    fenced: facts.get('fenced') ?? null,
    lost: /^\d+$/.test(facts.get('lost') ?? '') ? Number(facts.get('lost')) : null,
    initialized: facts.has('postgres'),
    standby: facts.has('standby'),
    system: facts.get('system') ?? null,
    state: facts.get('state') ?? null,
    timeline: facts.has('timeline') ? Number(facts.get('timeline')) : null,
    switchedAt: toLsn(facts.get('switch')),
    lastRecord: last ?? checkpoint,
  };
}

/** A position in the log, from PostgreSQL's `16/B374D848`. */
export function toLsn(text: string | null | undefined): bigint | null {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text ?? '') ?? [];
  return high === undefined || low === undefined ? null : (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
