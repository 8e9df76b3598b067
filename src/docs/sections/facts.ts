import type { Columnstore, Job, Json, Relation } from '../../catalog/model.ts';
import { code } from '../../markdown/code.ts';
import { text } from '../../markdown/text.ts';
import { plainJson } from '../../words/json.ts';
import { chunkInterval } from '../../words/offset.ts';
import { every, VERBS } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import { publicationLink, relationLink, relationLinks, routineLink } from '../links.ts';
import { rule, state } from './calendar.ts';
import { dimensionCell, orderCell, segmentCell } from './hypertables.ts';

/** What makes a relation special, one fact a line: how it is cut and kept, what it belongs to, who reads it. */
export function facts(book: Book, relation: Relation): string[] {
  return [
    ...hypertable(book, relation.name),
    ...aggregate(book, relation.name),
    ...policies(book, relation.name),
    ...nature(book, relation),
    ...ties(book, relation),
  ];
}

function hypertable(book: Book, name: string): string[] {
  const found = book.hypertables.get(name);
  if (found === undefined) return [];
  const [time, ...others] = found.dimensions;
  const cut =
    time === undefined ? '' : ` on ${code(time.column)}, in chunks of ${text(chunkInterval(time.interval, time.type))}`;
  return [
    `Hypertable${cut}${others.map((dimension) => `, and ${dimensionCell(book, dimension)}`).join('')}`,
    ...now(
      book,
      found.dimensions.map((dimension) => dimension.integerNowFunction),
    ),
    ...columnstore(found.columnstore, time?.type ?? null),
    ...listed('Chunk skipping on', found.chunkSkipping),
    ...listed('Chunks spread over tablespaces', found.tablespaces),
    ...(found.associatedSchema === null ? [] : [`Chunks live in schema ${code(found.associatedSchema)}`]),
    ...(found.associatedPrefix === null ? [] : [`Chunk names begin with ${code(found.associatedPrefix)}`]),
  ];
}

function now(book: Book, functions: readonly (string | null)[]): string[] {
  return functions.flatMap((name) =>
    name === null ? [] : [`The current time comes from ${routineLink(book, name, '')}`],
  );
}

function aggregate(book: Book, name: string): string[] {
  const found = book.aggregates.get(name);
  if (found === undefined) return [];
  const shows = found.materializedOnly ? 'shows what was refreshed' : 'adds rows that are newer than the last refresh';
  return [
    `Continuous aggregate: ${shows}, stored in chunks of ${text(chunkInterval(found.chunkInterval, found.bucketType))}`,
    ...(found.invalidateUsing === null ? [] : [`Changes are tracked by ${code(found.invalidateUsing)}`]),
    ...columnstore(found.columnstore, found.bucketType),
  ];
}

/** How compressed chunks are laid out. */
function columnstore(settings: Columnstore | null, timeType: string | null): string[] {
  if (settings === null) return [];
  return [
    `Columnstore: ${layout(settings)}${settings.directCompress ? ', rows are compressed as they come in' : ''}`,
    ...(settings.chunkInterval === null
      ? []
      : [`Compressed chunks are merged up to ${text(chunkInterval(settings.chunkInterval, timeType))}`]),
    ...(settings.sparseIndexes === null || settings.sparseIndexes.length === 0
      ? []
      : [`Sparse indexes: ${settings.sparseIndexes.map(code).join(', ')}`]),
  ];
}

function layout(settings: Columnstore): string {
  if (settings.segmentBy === null && settings.orderBy === null) return 'TimescaleDB chooses the layout';
  return `segment by ${segmentCell(settings)}, order by ${orderCell(settings)}`;
}

function policies(book: Book, name: string): string[] {
  return book.jobsOf(name).map((job: Job) => {
    const off = state(job);
    const owner = job.owner === null ? '' : `, as ${code(job.owner)}`;
    return `${capital(text(every(job)))}: ${VERBS[job.form]} ${rule(job)}${owner}${off === '' ? '' : `, ${off}`}`;
  });
}

function nature(book: Book, relation: Relation): string[] {
  const one = (words: string, name: string | null): string[] => (name === null ? [] : [`${words} ${code(name)}`]);
  const inherits = relation.inherits.length === 0 ? [] : [`Inherits from ${relationLinks(book, relation.inherits)}`];
  return [
    ...(/^(table|view|continuous aggregate)$/.test(relation.form) ? [] : [capital(relation.form)]),
    ...one('Partitioned by', relation.partitionBy),
    ...inherits,
    ...one('Of type', relation.ofType),
    ...(relation.foreign === null ? [] : [`Foreign: ${text(plainJson(relation.foreign as Json))}`]),
    ...(relation.persistence === 'unlogged' ? ['Unlogged: emptied after a crash'] : []),
    ...one('Access method', relation.accessMethod),
    ...one('In tablespace', relation.tablespace),
    ...listed('Options', relation.options),
    ...(relation.replicaIdentity === 'default' || !isOrdinary(relation)
      ? []
      : [`Replica identity ${code(relation.replicaIdentity)}`]),
    ...one('Owner', relation.owner),
  ];
}

function ties(book: Book, relation: Relation): string[] {
  const referencing = [...new Set(book.referencesTo(relation.name).map((constraint) => constraint.relation))];
  const published = book.publicationsOf(relation);
  return [
    ...(referencing.length === 0 ? [] : [`Referenced by ${relationLinks(book, referencing)}`]),
    ...reading(book, relation.name),
    ...(published.length === 0
      ? []
      : [`Published by ${published.map((name) => publicationLink(book, name)).join(', ')}`]),
  ];
}

function reading(book: Book, name: string): string[] {
  const sources = book.sourcesOf(name);
  const readers = book.readersOf(name);
  const links = (names: string[]): string => names.map((one) => relationLink(book, one)).join(', ');
  return [
    ...(sources.length === 0 ? [] : [`Reads ${links(sources.map((edge) => edge.source))}`]),
    ...(readers.length === 0 ? [] : [`Read by ${links(readers.map((edge) => edge.reader))}`]),
  ];
}

/** Only these can send changes to subscribers. */
function isOrdinary(relation: Relation): boolean {
  return relation.form === 'table' || relation.form === 'partitioned table';
}

function listed(words: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${words} ${names.map(code).join(', ')}`];
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
