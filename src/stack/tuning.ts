/** What a server has to itself. */
export interface Machine {
  memoryBytes: number;
  cores: number;
  /** Free on the disk of its volume. */
  diskBytes: number;
}

/** A preset, or what the machine at hand has. */
export const TUNINGS = ['laptop', 'cloud', 'auto'] as const;

export type Tuning = (typeof TUNINGS)[number];

const MB = 2 ** 20;
const GB = 2 ** 30;

/** Values under their names in the env file. */
export type TuningValues = Record<(typeof TUNING_NAMES)[number], string>;

const TUNING_NAMES = [
  'TIMESCALE_MEMORY',
  'TIMESCALE_MAX_CONNECTIONS',
  'TIMESCALE_SHARED_BUFFERS',
  'TIMESCALE_EFFECTIVE_CACHE_SIZE',
  'TIMESCALE_WORK_MEM',
  'TIMESCALE_MAINTENANCE_WORK_MEM',
  'TIMESCALE_WAL_BUFFERS',
  'TIMESCALE_MIN_WAL_SIZE',
  'TIMESCALE_MAX_WAL_SIZE',
  'TIMESCALE_SLOT_WAL_KEEP_SIZE',
  'TIMESCALE_RANDOM_PAGE_COST',
  'TIMESCALE_EFFECTIVE_IO_CONCURRENCY',
  'TIMESCALE_MAX_WORKER_PROCESSES',
  'TIMESCALE_MAX_PARALLEL_WORKERS',
  'TIMESCALE_MAX_PARALLEL_WORKERS_PER_GATHER',
] as const;

// No limit of memory, and what holds on every machine with a disk that seeks for nothing.
const USUAL = {
  TIMESCALE_MEMORY: '0',
  TIMESCALE_MIN_WAL_SIZE: '512MB',
  TIMESCALE_RANDOM_PAGE_COST: '1.1',
  TIMESCALE_EFFECTIVE_IO_CONCURRENCY: '200',
};

const PRESETS: Record<Exclude<Tuning, 'auto'>, TuningValues> = {
  laptop: {
    ...USUAL,
    TIMESCALE_MAX_CONNECTIONS: '100',
    TIMESCALE_SHARED_BUFFERS: '256MB',
    TIMESCALE_EFFECTIVE_CACHE_SIZE: '1GB',
    TIMESCALE_WORK_MEM: '4MB',
    TIMESCALE_MAINTENANCE_WORK_MEM: '64MB',
    TIMESCALE_WAL_BUFFERS: '16MB',
    TIMESCALE_MAX_WAL_SIZE: '1GB',
    TIMESCALE_SLOT_WAL_KEEP_SIZE: '4GB',
    ...workers(2),
  },
  cloud: {
    ...USUAL,
    TIMESCALE_MAX_CONNECTIONS: '200',
    TIMESCALE_SHARED_BUFFERS: '512MB',
    TIMESCALE_EFFECTIVE_CACHE_SIZE: '2GB',
    TIMESCALE_WORK_MEM: '8MB',
    TIMESCALE_MAINTENANCE_WORK_MEM: '256MB',
    TIMESCALE_WAL_BUFFERS: '32MB',
    TIMESCALE_MAX_WAL_SIZE: '4GB',
    TIMESCALE_SLOT_WAL_KEEP_SIZE: '16GB',
    ...workers(4),
  },
};

/** The values of a preset, or those for a machine, by the rules that timescaledb-tune and PGTune share. */
export function tuningValues(tuning: Tuning, machine: Machine): TuningValues {
  if (tuning !== 'auto') return PRESETS[tuning];
  const { memoryBytes: memory, cores, diskBytes: disk } = machine;
  const connections = 100;
  const shared = memory / 4;
  return {
    ...USUAL,
    TIMESCALE_MEMORY: megabytes(memory),
    TIMESCALE_MAX_CONNECTIONS: String(connections),
    TIMESCALE_SHARED_BUFFERS: megabytes(shared),
    TIMESCALE_EFFECTIVE_CACHE_SIZE: megabytes(memory * 0.75),
    // A query may sort several times at once, in each of its workers.
    TIMESCALE_WORK_MEM: megabytes(between(4 * MB, (memory - shared) / (connections * 3), GB)),
    TIMESCALE_MAINTENANCE_WORK_MEM: megabytes(between(64 * MB, memory / 16, 2 * GB)),
    TIMESCALE_WAL_BUFFERS: '16MB',
    TIMESCALE_MAX_WAL_SIZE: megabytes(between(GB, disk / 20, 16 * GB)),
    TIMESCALE_SLOT_WAL_KEEP_SIZE: megabytes(between(GB, disk / 10, 64 * GB)),
    ...workers(cores),
  };
}

/** TimescaleDB's background workers (16), logical replication's (10), its launcher and some to spare, and the cores. */
function workers(cores: number) {
  return {
    TIMESCALE_MAX_WORKER_PROCESSES: String(Math.max(40, 30 + cores)),
    TIMESCALE_MAX_PARALLEL_WORKERS: String(Math.max(2, cores)),
    TIMESCALE_MAX_PARALLEL_WORKERS_PER_GATHER: String(Math.max(1, Math.floor(cores / 2))),
  };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / MB)}MB`;
}

/** What a server takes, for a person: `shared_buffers 256MB, work_mem 4MB …`. */
export function tuningText(values: TuningValues): string {
  return TUNING_NAMES.filter((name) => values[name] !== '0')
    .map((name) => `${name.replace('TIMESCALE_', '').toLowerCase()} ${values[name]}`)
    .join(', ');
}

/** Every name, for whoever checks an env file. */
export const TUNABLE: readonly string[] = TUNING_NAMES;
