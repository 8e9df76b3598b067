import type { LintRule } from '../types.ts';

/** Something that the server itself refuses, so that the scripts fail there: known by what it says. */
export interface Refusal extends LintRule {
  /** The server's message. */
  says: RegExp;
  hint: string;
}

const nothing = (): never[] => [];

/** Rules that only a failing script can break. They explain the server's error. */
export const refusalRules: readonly Refusal[] = [
  {
    id: 'unique-without-partition-column',
    severity: 'error',
    title: 'a unique key without the partitioning column',
    says: /cannot create a unique index without the column/,
    hint: 'Every chunk checks its own keys only, so a primary key or unique index of a hypertable must hold the time column and every other dimension.',
    check: nothing,
  },
  {
    id: 'segmentby-unknown-column',
    severity: 'error',
    title: 'a column in segmentby or orderby that does not exist, or is in both',
    says: /compress_(segmentby|orderby) option must reference|cannot use column .* for both ordering and segmenting/,
    hint: 'Name columns of the hypertable, each once; quote names as in CREATE TABLE.',
    check: nothing,
  },
  {
    id: 'hypertable-references-hypertable',
    severity: 'error',
    title: 'a foreign key from a hypertable to a hypertable',
    says: /hypertables cannot be used as foreign key references of hypertables/,
    hint: 'Reference a plain table that holds the keys.',
    check: nothing,
  },
  {
    id: 'alter-only-hypertable',
    severity: 'error',
    title: 'ALTER TABLE ONLY on a hypertable',
    says: /ONLY option not supported on hypertable operations/,
    hint: 'Leave ONLY out: what is altered holds for every chunk. pg_dump writes it; the dump of timescale-ci does not.',
    check: nothing,
  },
  {
    id: 'columnstore-with-row-security',
    severity: 'error',
    title: 'row security on a hypertable with columnstore',
    says: /(columnstore|compression) cannot be used on table with row security/,
    hint: 'Compressed chunks know no row security: choose one of the two, or filter in a view.',
    check: nothing,
  },
  {
    id: 'published-before-hypertable',
    severity: 'error',
    title: 'create_hypertable on a table that is published',
    says: /cannot create hypertable for table .* because it is part of a publication/,
    hint: 'Make the hypertable first and publish it afterwards (2.20 and later refuse the other order).',
    check: nothing,
  },
];
