import { isBefore } from './versions.ts';

/** What is known to go wrong on the way from one version to a later one. */
export interface UpgradeTrap {
  of: 'TimescaleDB' | 'PostgreSQL';
  /** The first version with it, and the first where it is mended. */
  since: string;
  until?: string;
  what: string;
  /** The issue or pull request that tells of it. */
  source: string;
  /** The test that shows what `upgrade` says of it; null where no engine that the tests have can run it. */
  test: string | null;
}

const TIMESCALEDB = 'https://github.com/timescale/timescaledb';
const issue = (number: number): string => `${TIMESCALEDB}/issues/${number}`;
const pull = (number: number): string => `${TIMESCALEDB}/pull/${number}`;

/** From TimescaleDB's issues and pull requests; in the order of the versions. */
export const UPGRADE_TRAPS: readonly UpgradeTrap[] = [
  {
    ...{ of: 'TimescaleDB', since: '2.10.2', test: null },
    what: 'From 1.x the update stops: it drops functions of multi-node that came with 2.0. Update to 2.10.0 or older first.',
    source: issue(5789),
  },
  {
    ...{ of: 'TimescaleDB', since: '2.13.0', test: null },
    what: 'PostgreSQL 12 is no longer supported (since 2.12.0): update PostgreSQL first, on a version of TimescaleDB that has both.',
    source: 'https://github.com/timescale/docs/pull/3597',
  },
  {
    ...{ of: 'TimescaleDB', since: '2.14.0', test: null },
    what: 'The update stops where the database is part of a multi-node installation ("cannot upgrade because multi-node has been removed in 2.14.0").',
    source: issue(8601),
  },
  {
    ...{ of: 'TimescaleDB', since: '2.20.0', test: null },
    what: 'PostgreSQL 14 is no longer supported: update PostgreSQL first, on a version of TimescaleDB that has both.',
    source: pull(7854),
  },
  {
    ...{ of: 'TimescaleDB', since: '2.22.0', test: null },
    what: 'The update stops where a relation uses the access method hypercore: ALTER TABLE … SET ACCESS METHOD heap first.',
    source: pull(8364),
  },
  {
    ...{ of: 'TimescaleDB', since: '2.23.0', test: null },
    what: 'The update may stop at the trigger ts_insert_blocker of a materialization hypertable that the catalogue no longer knows.',
    source: issue(9098),
  },
  {
    ...{ of: 'TimescaleDB', since: '2.28.1', test: null },
    what: 'The update drops _timescaledb_catalog.dimension_slice: functions of your own that take that type stop it.',
    source: issue(10140),
  },
  {
    ...{ of: 'TimescaleDB', since: '2.28.1', test: null },
    what: 'By way of some versions the update stops at bgw_job_stat_history, which the view job_errors is built on.',
    source: issue(10272),
  },
];

/** What is known between two versions. */
export function trapsBetween(from: string, to: string): UpgradeTrap[] {
  return UPGRADE_TRAPS.filter(({ since, until }) => {
    if (isBefore(to, since) || !isBefore(from, since)) return false;
    return until === undefined || isBefore(to, until);
  });
}
