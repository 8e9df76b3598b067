import { isBefore } from './versions.ts';

/** What is known to go wrong on the way from one version of TimescaleDB to a later one. */
export interface UpgradeTrap {
  /** The first version with it. */
  since: string;
  what: string;
  /** The issue or pull request that tells of it. */
  source: string;
  /** The test file that shows what `upgrade` says of it; null where no engine of the tests can run it. */
  test: string | null;
}

const TIMESCALEDB = 'https://github.com/timescale/timescaledb';
const issue = (number: number): string => `${TIMESCALEDB}/issues/${number}`;
const pull = (number: number): string => `${TIMESCALEDB}/pull/${number}`;

/** From TimescaleDB's issues and pull requests, in the order of the versions. */
export const UPGRADE_TRAPS: readonly UpgradeTrap[] = [
  {
    since: '2.8.0',
    what: 'A view on timescaledb_information or on the catalogue may stop the update: "cannot drop view … because other objects depend on it".',
    source: issue(5057),
    test: 'test/integration/workflows/upgrade-docker.test.ts',
  },
  {
    since: '2.10.2',
    what: 'From 1.x the update stops: it drops functions of multi-node that came with 2.0. Update to 2.10.0 first.',
    source: issue(5789),
    test: null,
  },
  {
    since: '2.14.0',
    what: 'The update stops where the database is part of a multi-node installation.',
    source: issue(8601),
    test: null,
  },
  {
    since: '2.15.0',
    what: 'After the update, a script of timescaledb-extras mends the foreign keys of hypertables with compressed chunks.',
    source: pull(6887),
    test: null,
  },
  {
    since: '2.15.0',
    what: 'The update locks every compressed chunk: "out of shared memory" where max_locks_per_transaction is too small. See --chunks.',
    source: issue(7130),
    test: 'test/integration/workflows/upgrade-docker.test.ts',
  },
  {
    since: '2.16.0',
    what: 'PostgreSQL 13 is no longer supported: update PostgreSQL first, on a version of TimescaleDB that has both.',
    source: pull(6887),
    test: null,
  },
  {
    since: '2.20.0',
    what: "PostgreSQL 14 is no longer supported: update PostgreSQL first, on a version of TimescaleDB that has both. From 15 on only its owner may create in a new database's public schema, and of an untouched one a dump says nothing.",
    source: pull(7854),
    test: null,
  },
  {
    since: '2.22.0',
    what: 'The update stops where a relation uses the access method hypercore: ALTER TABLE … SET ACCESS METHOD heap first.',
    source: pull(8364),
    test: null,
  },
  {
    since: '2.23.0',
    what: 'The update may stop at the trigger ts_insert_blocker of a materialization hypertable.',
    source: issue(9098),
    test: null,
  },
  {
    since: '2.25.0',
    what: 'The update stops where a continuous aggregate has the old format (before 2.7): CALL cagg_migrate(…) first.',
    source: pull(8859),
    test: null,
  },
  {
    since: '2.28.1',
    what: 'A function of your own that takes the type _timescaledb_catalog.dimension_slice stops the update.',
    source: issue(10140),
    test: null,
  },
  {
    since: '2.28.1',
    what: 'By way of some versions the update stops at bgw_job_stat_history, which the view job_errors is built on.',
    source: issue(10272),
    test: null,
  },
];

/** What is known between two versions. */
export function trapsBetween(from: string, to: string): UpgradeTrap[] {
  return UPGRADE_TRAPS.filter(({ since }) => isBefore(from, since) && !isBefore(to, since));
}
