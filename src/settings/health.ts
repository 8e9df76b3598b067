import { z } from 'zod';

const above = z.number().nonnegative();

/** Beyond which measure a check of `health` finds something. */
export const HealthSchema = z.strictObject({
  'job-late-hours': above.default(1).describe('Hours that a job may start after its time'),
  'behind-hours': above.default(24).describe('Hours that a policy or a refresh may be behind, beyond its schedule'),
  'chunks-most': above.default(5000).describe('Chunks of one hypertable'),
  'chunk-memory-share': above
    .default(1)
    .describe('The newest chunks of all hypertables together, as a share of shared_buffers'),
  'replication-lag-bytes': above.default(100_000_000).describe('Bytes of log that a standby may have yet to replay'),
  'replication-lag-seconds': above.default(60).describe('Seconds that a standby may be behind'),
  'slot-retained-bytes': above.default(2_000_000_000).describe('Bytes of log that a slot may keep'),
  'locks-share': above
    .default(0.5)
    .describe('Locks that one query of the largest hypertable takes, as a share of the lock table'),
  'timescaledb-age-months': above.default(18).describe('Months since the first release of the minor version'),
  'transaction-age': above.default(500_000_000).describe('Transactions since the oldest that is not frozen'),
});

export type HealthSettings = z.infer<typeof HealthSchema>;
