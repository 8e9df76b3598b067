/**
 * The order that TimescaleDB accepts in every version (tested on 2.14.2, 2.18.2 and 2.29.2): tables become hypertables once
 * they are complete, since `ALTER TABLE ONLY` and several changes are refused afterwards; continuous aggregates
 * precede row security; column privileges precede compression; a published table can't become a hypertable (2.20);
 * policies need the columnstore and the owners; event triggers must not fire on the rest of the file.
 */
export const PHASE = {
  objects: 10,
  rows: 15,
  hypertables: 20,
  aggregates: 30,
  privileges: 40,
  columnstore: 50,
  rowSecurity: 60,
  publications: 70,
  policies: 80,
  jobs: 90,
  eventTriggers: 100,
} as const;

export const PHASE_TITLE: ReadonlyMap<number, string> = new Map([
  [PHASE.objects, 'Extensions, types, functions, tables and views'],
  [PHASE.rows, 'Rows that belong to the schema'],
  [PHASE.hypertables, 'Hypertables'],
  [PHASE.aggregates, 'Continuous aggregates and what is built on them'],
  [PHASE.privileges, 'Privileges'],
  [PHASE.columnstore, 'Columnstore'],
  [PHASE.rowSecurity, 'Row security'],
  [PHASE.publications, 'Publications and subscriptions'],
  [PHASE.policies, 'Policies'],
  [PHASE.jobs, 'Jobs'],
  [PHASE.eventTriggers, 'Event triggers'],
]);
