/** How much of the machine a server may take. */
export const TUNING = {
  laptop: {
    TIMESCALE_MAX_CONNECTIONS: '100',
    TIMESCALE_SHARED_BUFFERS: '256MB',
    TIMESCALE_EFFECTIVE_CACHE_SIZE: '1GB',
    TIMESCALE_WORK_MEM: '4MB',
    TIMESCALE_WAL_BUFFERS: '16MB',
    TIMESCALE_SLOT_WAL_KEEP_SIZE: '4GB',
  },
  cloud: {
    TIMESCALE_MAX_CONNECTIONS: '200',
    TIMESCALE_SHARED_BUFFERS: '512MB',
    TIMESCALE_EFFECTIVE_CACHE_SIZE: '2GB',
    TIMESCALE_WORK_MEM: '8MB',
    TIMESCALE_WAL_BUFFERS: '32MB',
    TIMESCALE_SLOT_WAL_KEEP_SIZE: '16GB',
  },
} as const;

export type Tuning = keyof typeof TUNING;

export const TUNINGS = Object.keys(TUNING) as Tuning[];
