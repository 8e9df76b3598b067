import type { Column, Hypertable, SchemaModel } from '../../catalog/model.ts';
import { enumerate } from '../../format/count.ts';
import { identifier, quoteLiteral } from '../../sql/quote.ts';
import type { Edit } from '../fix.ts';
import type { LintRule } from '../types.ts';

const SETTINGS = ['compress_segmentby', 'segmentby', 'compress', 'enable_columnstore'];

/** Rules about the columnstore (compression). */
export const columnstoreRules: readonly LintRule[] = [
  {
    id: 'columnstore-missing',
    severity: 'warning',
    title: 'a hypertable without columnstore, where others have it',
    check: ({ model }) => {
      const having = model.hypertables.filter(({ columnstore }) => columnstore !== null);
      if (having.length === 0) return [];
      return model.hypertables
        .filter(({ columnstore }) => columnstore === null)
        .map(({ name }) => ({
          object: name,
          message: `is never compressed, though ${enumerate(having.slice(0, 3).map((one) => one.name))}${having.length > 3 ? ' and others' : ''} can be`,
          hint: 'Enable its columnstore and add a policy, or ignore this rule with the reason.',
          near: ['create_hypertable'],
        }));
    },
  },
  {
    id: 'columnstore-policy-missing',
    severity: 'warning',
    title: 'a columnstore that nothing fills',
    check: ({ side, model }) =>
      [...model.hypertables, ...model.continuousAggregates]
        .filter(
          ({ name, columnstore }) => columnstore !== null && side.policies(name, 'columnstore policy').length === 0,
        )
        .map(({ name }) => ({
          object: name,
          message: 'has its columnstore enabled, but no policy compresses anything',
          hint: 'Add one: add_compression_policy() or add_columnstore_policy().',
          near: SETTINGS,
        })),
  },
  {
    id: 'segmentby-unique',
    severity: 'warning',
    title: 'segments of one row',
    check: ({ model }) =>
      model.hypertables.flatMap((hypertable) => {
        const unique = (hypertable.columnstore?.segmentBy ?? []).filter((bare) => isUnique(bare, hypertable, model));
        return unique.map((bare) => ({
          object: hypertable.name,
          message: `is segmented by ${bare}, which differs in every row: each segment holds one row and compresses to more than it was`,
          hint: 'Segment by what queries filter on and many rows share, such as a device or a symbol.',
          near: SETTINGS,
        }));
      }),
  },
  {
    id: 'segmentby-missing',
    severity: 'notice',
    title: 'no segments, where there is a key to segment by',
    check: ({ model }) =>
      model.hypertables.flatMap((hypertable) => {
        if (hypertable.columnstore === null || hypertable.columnstore.segmentBy !== null) return [];
        const key = likelyKey(hypertable, model);
        if (key === undefined) return [];
        return [
          {
            object: hypertable.name,
            message: `sets no segmentby, but has an index that begins with ${key}: queries for one ${key} decompress all of them`,
            hint: `Set segmentby to it, or to '' to say that none is meant: ${settingOf(hypertable, key)}`,
            near: SETTINGS,
          },
        ];
      }),
  },
  {
    id: 'orderby-time',
    severity: 'warning',
    title: 'compressed rows that are not ordered by time first',
    check: ({ model }) =>
      model.hypertables.flatMap(({ name, columnstore, dimensions: [time] }) => {
        const order = columnstore?.orderBy ?? [];
        const first = order[0]?.column;
        if (time === undefined || first === undefined || first === time.column) return [];
        const found = order.some(({ column }) => column === time.column);
        const message = found
          ? `is ordered by ${first} before ${time.column}: queries for a range of time decompress every batch`
          : `is not ordered by ${time.column}: queries for a range of time decompress every batch`;
        return [
          {
            object: name,
            message,
            hint: `Let compress_orderby begin with ${time.column}.`,
            near: ['compress_orderby', 'orderby'],
            edits: firstInOrder(time.column),
          },
        ];
      }),
  },
];

/** The column before the others, where they do not name it: TimescaleDB puts it behind them. A name in quotes is for a person. */
function firstInOrder(column: string): Edit[] {
  if (!/^[a-z_][a-z0-9_]*$/.test(column)) return [];
  const find = new RegExp(`\\b(?:compress_)?orderby\\s*=>?\\s*'()(?![^']*\\b${column}\\b)`, 'i');
  return [{ find, with: `${column} DESC, ` }];
}

/** True for the time column, and for what a sequence or a generator of random numbers fills. */
function isUnique(bare: string, hypertable: Hypertable, model: SchemaModel): boolean {
  if (hypertable.dimensions[0]?.column === bare) return true;
  const column = model.columns.find((one) => one.relation === hypertable.name && one.bare === bare);
  return (
    column !== undefined &&
    (column.identity !== null ||
      /\b(nextval|gen_random_uuid|uuid_generate_v\d\w*|uuidv\d)\(/.test(column.default ?? ''))
  );
}

/** Sets it, and takes the column out of orderby, where the server does not let it stand too. */
function settingOf({ name, columnstore }: Hypertable, key: string): string {
  const order = columnstore?.orderBy ?? null;
  const kept = order?.filter(({ column }) => column !== key) ?? [];
  const words = kept.map(({ column, descending, nullsFirst }) => {
    const nulls = descending === nullsFirst ? '' : ` NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
    return `${identifier(column)}${descending ? ' DESC' : ''}${nulls}`;
  });
  const orderby = words.length === 0 ? '' : `, timescaledb.compress_orderby = ${quoteLiteral(words.join(', '))}`;
  return `ALTER TABLE ${name} SET (timescaledb.compress, timescaledb.compress_segmentby = ${quoteLiteral(identifier(key))}${orderby});`;
}

const KEYS = /^(text|character varying.*|character\(\d+\)|smallint|integer|bigint|uuid)$/;

/** A column of many values that an index leads with, time or something else behind it. */
function likelyKey(hypertable: Hypertable, model: SchemaModel): string | undefined {
  const time = hypertable.dimensions[0]?.column;
  const columns = new Map<string, Column>();
  for (const column of model.columns) if (column.relation === hypertable.name) columns.set(column.bare, column);
  for (const {
    relation,
    columns: [first],
  } of model.indexes) {
    const column =
      relation === hypertable.name && first !== undefined ? columns.get(first.replace(/^"|"$/g, '')) : undefined;
    if (column === undefined || column.bare === time || !KEYS.test(column.type)) continue;
    if (!isUnique(column.bare, hypertable, model)) return column.bare;
  }
  return undefined;
}
