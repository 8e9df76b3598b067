import type { Columnstore, Job, Json, Relation } from '../../catalog/model.ts';
import { plainJson } from '../../format/json.ts';
import { chunkInterval } from '../../format/offset.ts';
import { every, verbOf } from '../../format/schedule.ts';
import { capital } from '../../text.ts';
import { code, type Inline, isEmpty, join, prose, say } from '../content.ts';
import { integerTime } from '../integer-time.ts';
import { publicationLink, relationLinks, routineLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { rule, state } from './calendar.ts';
import { dimensionCell, orderCell, segmentCell } from './hypertables.ts';

/** What makes a relation special, one fact a line: how it is cut and kept, what it belongs to, who reads it. */
export function traits(lookup: Lookup, relation: Relation): Inline[] {
  return [
    ...hypertable(lookup, relation.name),
    ...aggregate(lookup, relation.name),
    ...policies(lookup, relation.name),
    ...nature(lookup, relation),
    ...ties(lookup, relation),
  ];
}

function hypertable(lookup: Lookup, name: string): Inline[] {
  const found = lookup.hypertables.get(name);
  if (found === undefined) return [];
  const [time, ...others] = found.dimensions;
  const cut =
    time === undefined
      ? ''
      : say` on ${code(time.column)}, in chunks of ${chunkInterval(time.interval, time.type, integerTime(lookup, name))}`;
  return [
    say`Hypertable${cut}${others.map((dimension) => say`, and ${dimensionCell(lookup, dimension)}`)}`,
    ...now(
      lookup,
      found.dimensions.map((dimension) => dimension.integerNowFunction),
    ),
    ...columnstore(found.columnstore, time?.type ?? null),
    ...listed('Chunk skipping on', found.chunkSkipping),
    ...(found.adaptiveChunking === null
      ? []
      : [say`New chunks are made to come close to ${code(`${found.adaptiveChunking.kilobytes} kB`)}`]),
    ...(found.granularRefresh === null
      ? []
      : [
          say`Continuous aggregates may be refreshed value by value of ${code(found.granularRefresh.column)}, for rows between ${code(found.granularRefresh.startOffset)} and ${code(found.granularRefresh.endOffset)} old`,
        ]),
    ...listed('Chunks spread over tablespaces', found.tablespaces),
    ...(found.associatedSchema === null ? [] : [say`Chunks live in schema ${code(found.associatedSchema)}`]),
    ...(found.associatedPrefix === null ? [] : [say`Chunk names begin with ${code(found.associatedPrefix)}`]),
  ];
}

function now(lookup: Lookup, functions: readonly (string | null)[]): Inline[] {
  return functions.flatMap((name) =>
    name === null ? [] : [say`The current time comes from ${routineLink(lookup, name, '')}`],
  );
}

function aggregate(lookup: Lookup, name: string): Inline[] {
  const found = lookup.aggregates.get(name);
  if (found === undefined) return [];
  const shows = found.materializedOnly ? 'shows what was refreshed' : 'adds rows that are newer than the last refresh';
  return [
    `Continuous aggregate: ${shows}, stored in chunks of ${chunkInterval(found.chunkInterval, found.bucketType, integerTime(lookup, name))}`,
    ...(found.invalidateUsing === null ? [] : [say`Changes are tracked by ${code(found.invalidateUsing)}`]),
    ...(found.granularRefresh ? ['Refreshed value by value of the column that its hypertable names for that'] : []),
    ...columnstore(found.columnstore, found.bucketType),
  ];
}

/** How compressed chunks are laid out. */
function columnstore(settings: Columnstore | null, timeType: string | null): Inline[] {
  if (settings === null) return [];
  return [
    say`Columnstore: ${layout(settings)}${settings.directCompress ? ', rows are compressed as they come in' : ''}`,
    ...(settings.chunkInterval === null
      ? []
      : [`Compressed chunks are merged up to ${chunkInterval(settings.chunkInterval, timeType)}`]),
    ...listed('Sparse indexes:', settings.sparseIndexes ?? []),
  ];
}

function layout(settings: Columnstore): Inline {
  if (settings.segmentBy === null && settings.orderBy === null) return 'TimescaleDB chooses the layout';
  return say`segment by ${segmentCell(settings)}, order by ${orderCell(settings)}`;
}

function policies(lookup: Lookup, name: string): Inline[] {
  return lookup.jobsOf(name).map((job: Job) => {
    const off = state(job);
    const owner = job.owner === null ? '' : say`, as ${code(job.owner)}`;
    return say`${capital(every(job))}: ${verbOf(job)} ${rule(lookup, job)}${owner}${isEmpty(off) ? '' : say`, ${off}`}`;
  });
}

function nature(lookup: Lookup, relation: Relation): Inline[] {
  const one = (words: string, name: string | null): Inline[] => (name === null ? [] : [say`${words} ${code(name)}`]);
  const inherits =
    relation.inherits.length === 0 ? [] : [say`Inherits from ${relationLinks(lookup, relation.inherits)}`];
  return [
    ...(/^(table|view|continuous aggregate)$/.test(relation.form) ? [] : [capital(relation.form)]),
    ...one('Partitioned by', relation.partitionBy),
    ...inherits,
    ...one('Of type', relation.ofType),
    ...(relation.foreign === null ? [] : [say`Foreign: ${prose(plainJson(relation.foreign as Json))}`]),
    ...(relation.persistence === 'unlogged' ? ['Unlogged: emptied after a crash'] : []),
    ...one('Access method', relation.accessMethod),
    ...one('In tablespace', relation.tablespace),
    ...listed('Options', relation.options),
    ...(relation.replicaIdentity === 'default' || !isOrdinary(relation)
      ? []
      : [say`Replica identity ${code(relation.replicaIdentity)}`]),
    ...one('Owner', relation.owner),
  ];
}

/** Only these can send changes to subscribers. */
function isOrdinary(relation: Relation): boolean {
  return relation.form === 'table' || relation.form === 'partitioned table';
}

function listed(words: string, names: readonly string[]): Inline[] {
  return names.length === 0 ? [] : [say`${words} ${join(names.map(code), ', ')}`];
}

/** What else has to do with a relation: its children, what points to it, what reads it, where its changes go. */
function ties(lookup: Lookup, relation: Relation): Inline[] {
  const referencing = [...new Set(lookup.referencesTo(relation.name).map((constraint) => constraint.relation))];
  const published = lookup.publicationsOf(relation);
  const children = lookup.childrenOf(relation.name).map((one) => one.child);
  return [
    ...(children.length === 0 ? [] : [say`Inherited by ${relationLinks(lookup, children)}`]),
    ...(referencing.length === 0 ? [] : [say`Referenced by ${relationLinks(lookup, referencing)}`]),
    ...reading(lookup, relation.name),
    ...(published.length === 0
      ? []
      : [
          say`Published by ${join(
            published.map(({ name, columns }) =>
              columns === null
                ? publicationLink(lookup, name)
                : say`${publicationLink(lookup, name)} (only ${join(columns.map(code), ', ')})`,
            ),
            ', ',
          )}`,
        ]),
  ];
}

function reading(lookup: Lookup, name: string): Inline[] {
  const sources = lookup.sourcesOf(name);
  const readers = lookup.readersOf(name);
  return [
    ...(sources.length === 0
      ? []
      : [
          say`Reads ${relationLinks(
            lookup,
            sources.map((edge) => edge.source),
          )}`,
        ]),
    ...(readers.length === 0
      ? []
      : [
          say`Read by ${relationLinks(
            lookup,
            readers.map((edge) => edge.reader),
          )}`,
        ]),
  ];
}
