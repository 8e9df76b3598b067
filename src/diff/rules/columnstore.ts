import type { Columnstore, ContinuousAggregate, Hypertable, Json, OrderBy } from '../../catalog/model.ts';
import { chunkInterval } from '../../format/offset.ts';
import type { ChangedProperty, Classification } from '../rule.ts';

/** The columnstore (compression) of a hypertable or a continuous aggregate. */
export function columnstore(found: ChangedProperty<Hypertable> | ChangedProperty<ContinuousAggregate>): Classification {
  const { part, before, after } = found;
  if (part.path !== null) return ofSetting(part.path, part.from, part.to, found);
  return after.columnstore === null
    ? {
        class: 'recompress',
        property: 'columnstore',
        from: describe(before.columnstore),
        to: 'off',
        message: 'refused while a chunk is compressed: every chunk must be decompressed first',
      }
    : {
        class: 'safe',
        property: 'columnstore',
        from: 'off',
        to: describe(after.columnstore),
        message: 'nothing is compressed until a policy or convert_to_columnstore() runs',
      };
}

/** In one line: `by symbol, ordered by ts DESC`. */
function describe(settings: Columnstore | null): string | null {
  if (settings === null) return null;
  const order =
    settings.orderBy === null ? 'order chosen by TimescaleDB' : `ordered by ${orderWords(settings.orderBy)}`;
  return `by ${segmentWords(settings.segmentBy)}, ${order}`;
}

const OLD = 'chunks already compressed keep the old setting until recompressed';

function ofSetting(
  setting: string,
  from: Json,
  to: Json,
  found: ChangedProperty<Hypertable> | ChangedProperty<ContinuousAggregate>,
): Classification {
  switch (setting) {
    case 'segmentBy':
      return change('segment by', segmentWords(from as string[] | null), segmentWords(to as string[] | null));
    case 'orderBy':
      return change(
        'order by',
        orderWords(from as unknown as OrderBy[] | null),
        orderWords(to as unknown as OrderBy[] | null),
      );
    case 'sparseIndexes':
      return change('sparse indexes', list(from), list(to));
    case 'chunkInterval': {
      const words = (value: Json): string => (value === null ? 'off' : chunkInterval(String(value), timeType(found)));
      return change(
        'compressed chunk interval',
        words(from),
        words(to),
        'new chunks only: chunks already compressed stay as they are',
      );
    }
    default:
      return change(
        'direct compress',
        from === true ? 'on' : 'off',
        to === true ? 'on' : 'off',
        'rows that are inserted from now on; compressed chunks stay as they are',
      );
  }
}

function change(property: string, from: string, to: string, message = OLD): Classification {
  return { class: 'recompress', property, from, to, message };
}

function segmentWords(columns: readonly string[] | null): string {
  if (columns === null) return 'chosen by TimescaleDB';
  return columns.length === 0 ? 'none' : columns.join(', ');
}

/** `ts DESC, price`: NULLS only where it is not what the direction implies. */
function orderWords(columns: readonly OrderBy[] | null): string {
  if (columns === null) return 'chosen by TimescaleDB';
  const one = ({ column, descending, nullsFirst }: OrderBy): string =>
    `${column}${descending ? ' DESC' : ''}${nullsFirst === descending ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'}`;
  return columns.length === 0 ? 'none' : columns.map(one).join(', ');
}

function list(value: Json): string {
  return value === null ? 'chosen by TimescaleDB' : (value as string[]).join(', ');
}

function timeType({ after }: ChangedProperty<Hypertable> | ChangedProperty<ContinuousAggregate>): string | null {
  return 'dimensions' in after ? (after.dimensions[0]?.type ?? null) : after.bucketType;
}
