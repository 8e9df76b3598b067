import { addersOf } from '../../catalog/policies.ts';
import { retentionOf } from '../../diff/ages.ts';
import { chunkInterval } from '../../format/offset.ts';
import { durationText, intervalMicroseconds, isIntegerType } from '../../sql/interval.ts';
import { identifier } from '../../sql/quote.ts';
import { typeEdit, valueEdit } from '../fix.ts';
import { mentioning } from '../mentions.ts';
import type { LintRule } from '../types.ts';
import { placeOfKey } from './keys.ts';

const INTERVAL = ['set_chunk_time_interval', 'create_hypertable', 'chunk_interval'];
/** The words before a chunk interval. */
const WIDTHS = /(?:chunk_time_interval|chunk_interval)/;
/** DEFAULT_CHUNK_TIME_INTERVAL of TimescaleDB (src/dimension.h), in microseconds. */
const DEFAULT_INTERVAL = '604800000000';

/** Rules about hypertables and their chunks. */
export const hypertableRules: readonly LintRule[] = [
  {
    id: 'time-column-without-zone',
    severity: 'warning',
    title: 'a time column without time zone',
    check: ({ model }) =>
      model.hypertables.flatMap(({ name, dimensions: [time] }) =>
        time?.type === 'timestamp without time zone'
          ? [
              {
                object: name,
                message: `its time column ${time.column} has no time zone: an hour exists twice each autumn, and policies compare it with the clock of the session`,
                hint: 'Use timestamptz; it takes no more room.',
                near: 'created' as const,
                // Where it has a precision, that stands between the words.
                edits: [typeEdit(time.column, /timestamp\b(?!\s*\()(?:\s+without\s+time\s+zone)?/, 'timestamptz')],
              },
            ]
          : [],
      ),
  },
  {
    id: 'chunk-interval-default',
    severity: 'notice',
    title: 'a chunk interval that nobody chose',
    check: ({ model, statements }) =>
      statements.length === 0
        ? []
        : model.hypertables.flatMap(({ name, dimensions: [time] }) => {
            if (time?.interval !== DEFAULT_INTERVAL) return [];
            const making = mentioning(statements, name).filter(({ sql }) =>
              /hypertable|set_chunk_time_interval/i.test(sql),
            );
            const chosen = making.some(({ sql }) =>
              /chunk_time_interval|chunk_interval|by_range\s*\([^)]*,/i.test(sql),
            );
            return chosen || making.length === 0
              ? []
              : [
                  {
                    object: name,
                    message: 'takes the default chunk interval of 7 days, whatever its rows need',
                    hint: "Choose it so that the newest chunk and its indexes fit in a quarter of the server's memory, and write it down: chunk_time_interval => '1 day'.",
                    near: ['create_hypertable'],
                  },
                ];
          }),
  },
  {
    id: 'chunk-interval-extreme',
    severity: 'warning',
    title: 'chunks that are very short or very long',
    options: { shortest: '1 hour', longest: '1 year' },
    check: ({ model }, { shortest, longest }) =>
      model.hypertables.flatMap(({ name, dimensions: [time] }) => {
        if (time?.interval == null || isIntegerType(time.type)) return [];
        const length = Number(time.interval);
        const [least, most] = [
          intervalMicroseconds(String(shortest)) ?? 0,
          intervalMicroseconds(String(longest)) ?? Infinity,
        ];
        const words = chunkInterval(time.interval, time.type);
        if (length < least) {
          const message = `its chunks are ${words} long: a year makes ${Math.round((365.25 * 86_400_000_000) / length)} of them, and every query plans over all it may need`;
          const edits = [valueEdit(WIDTHS, `'${shortest}'`)];
          return [{ object: name, message, hint: `Choose ${shortest} or more.`, near: INTERVAL, edits }];
        }
        if (length > most) {
          const message = `its chunks are ${words} long: retention and compression work on whole chunks, so almost nothing is ever dropped or compressed`;
          const edits = [valueEdit(WIDTHS, `'${longest}'`)];
          return [{ object: name, message, hint: `Choose ${longest} or less.`, near: INTERVAL, edits }];
        }
        return [];
      }),
  },
  {
    id: 'chunk-interval-exceeds-retention',
    severity: 'warning',
    title: 'chunks that are longer than rows are kept',
    check: ({ side, model }) =>
      model.hypertables.flatMap(({ name, dimensions: [time] }) => {
        const kept = retentionOf(name, side);
        if (time?.interval == null || kept === undefined || Number(time.interval) <= kept.length) return [];
        const [chunk, total] = [chunkInterval(time.interval, time.type), Number(time.interval) + kept.length];
        const stay = isIntegerType(time.type) ? '' : `: rows stay up to ${durationText(String(total))}`;
        return [
          {
            object: name,
            message: `keeps rows for ${kept.words} in chunks of ${chunk}, and only whole chunks are dropped${stay}`,
            hint: 'Make chunks a fraction of what is kept.',
            near: addersOf('retention policy'),
          },
        ];
      }),
  },
  {
    id: 'small-counter',
    severity: 'warning',
    title: 'a counter that a hypertable outgrows',
    check: ({ side, model }) =>
      model.hypertables.flatMap(({ name }) =>
        side
          .columnsOf(name)
          .filter(
            ({ type, identity, default: value }) =>
              /^(integer|smallint)$/.test(type) && (identity !== null || /\bnextval\(/.test(value ?? '')),
          )
          .map(({ bare, type, name: column }) => ({
            object: column,
            message: `${bare} counts rows in ${type === 'integer' ? 'an integer: inserts fail after 2,147,483,647 rows' : 'a smallint: inserts fail after 32,767 rows'}, dropped ones included`,
            hint: 'Use bigint.',
            near: 'created' as const,
            edits: [
              typeEdit(bare, /(?:small)?serial[24]?\b/, 'bigserial'),
              typeEdit(bare, /(?:smallint|integer|int[24]?)\b/, 'bigint'),
            ],
          })),
      ),
  },
  {
    id: 'foreign-key-to-hypertable',
    severity: 'error',
    title: 'a foreign key to a hypertable, where the version has none',
    check: ({ side, model, timescaledb, refuses }) =>
      model.constraints
        .filter(
          ({ references }) =>
            references !== null && side.hypertable(references) !== undefined && refuses('foreign key to a hypertable'),
        )
        .map(({ relation, bare, references }) => ({
          object: relation,
          message: `${bare} references the hypertable ${references}, which TimescaleDB ${timescaledb} refuses (allowed since 2.16)`,
          hint: 'Reference a plain table that holds the keys, or update TimescaleDB first.',
          near: ['references'],
        })),
  },
  {
    id: 'foreign-key-to-retention',
    severity: 'warning',
    title: 'a foreign key to a hypertable whose chunks are dropped',
    check: ({ side, model }) =>
      model.constraints.flatMap((key) => {
        const { form, relation, bare, references } = key;
        const kept = references === null || form !== 'foreign key' ? undefined : retentionOf(references, side);
        if (references === null || kept === undefined || side.hypertable(references) === undefined) return [];
        return [
          {
            object: relation,
            message: `${bare} references ${references}, which keeps rows for ${kept.words}: its retention policy drops chunks and not rows, so it stops at the key or takes the key away, and no ON DELETE runs`,
            hint: `Reference a plain table that holds the keys, or do without: ALTER TABLE ${relation} DROP CONSTRAINT ${identifier(bare)};`,
            ...placeOfKey(key),
          },
        ];
      }),
  },
  {
    id: 'published-hypertable',
    severity: 'notice',
    title: "a publication that sends none of a hypertable's new rows",
    check: ({ side, model }) =>
      model.publications.flatMap(({ name, tables }) => {
        const named = tables.map(({ table }) => table).filter((table) => side.hypertable(table) !== undefined);
        if (named.length === 0) return [];
        return [
          {
            object: name,
            message: `names ${enumerateFew(named)}, whose rows are in chunks: a chunk that is made later is not published`,
            hint: 'Switch timescaledb.enable_chunk_auto_publication on (2.25 and later), or use streaming replication.',
            near: ['publication'],
          },
        ];
      }),
  },
];

function enumerateFew(names: readonly string[]): string {
  const [first, ...others] = names;
  return others.length === 0 ? `the hypertable ${first}` : `the hypertable ${first} and ${others.length} more`;
}
