import type { Json, Publication } from '../../catalog/model.ts';
import { count, enumerate } from '../../format/count.ts';
import { always, type ChangedProperty, type Classification, inWords, type ObjectRules } from '../rule.ts';
import type { SchemaPair, Side } from '../schema-pair.ts';
import { comment, owner } from './common.ts';

export const publications: ObjectRules<Publication> = {
  describe: ({ object }) => {
    if (object.allTables) return 'all tables';
    const schemas = object.schemas.length === 0 ? '' : `, schemas ${object.schemas.join(', ')}`;
    return `${count(object.tables.length, 'table')}${schemas}`;
  },
  added: () => ({ class: 'safe', message: 'nothing is sent until somebody subscribes' }),
  removed: () => ({ class: 'breaking', message: 'its subscribers stop with an error' }),
  properties: {
    allTables: always(
      'breaking',
      'it must be dropped and created again; its subscribers stop until then',
      'for all tables',
    ),
    operations: ({ before, after }) => {
      const lost = before.operations.filter((one) => !after.operations.includes(one));
      return lost.length === 0
        ? { class: 'safe', message: 'subscribers receive more from now on' }
        : { class: 'breaking', message: `subscribers no longer receive ${lost.join(', ')}` };
    },
    viaRoot: always('breaking', 'rows of partitions arrive under another table', 'publishes via the root'),
    generatedColumns: always('breaking', 'subscribers receive other columns', 'generated columns'),
    tables: (found) => table(found),
    schemas: ({ part }) => ({
      property: part.path === null ? 'schemas' : `schema ${part.path}`,
      ...member(part.from, part.to),
    }),
    owner,
    comment,
  },
};

function table({ part, context }: ChangedProperty<Publication>): Classification {
  const words = {
    property: part.path === null ? 'tables' : `table ${part.path}`,
    from: publishedPart(part.from),
    to: publishedPart(part.to),
  };
  if (part.from === null || part.to === null) return { ...words, ...member(part.from, part.to, part.path, context) };
  return { class: 'breaking', ...words, message: otherPart(part, context) };
}

/** Which columns of a table are published no longer, or now too. A subscriber needs every column that it is sent. */
function otherPart({ path, from, to }: ChangedProperty<Publication>['part'], { before, after }: SchemaPair): string {
  const [old, now] = [
    [from, before],
    [to, after],
  ].map(([value, side]) => {
    const { columns } = value as unknown as Publication['tables'][number];
    return columns ?? (side as Side).columnsOf(path ?? '').map(({ bare }) => bare);
  }) as [string[], string[]];
  const lost = old.filter((column) => !now.includes(column));
  const gained = now.filter((column) => !old.includes(column));
  const parts = [
    ...(lost.length === 0 ? [] : [`subscribers no longer receive ${enumerate(lost)}`]),
    ...(gained.length === 0
      ? []
      : [`${enumerate(gained)} leaves the database too; subscribers whose table lacks it stop with an error`]),
  ];
  const [where, filter] = [from, to].map((value) => (value as unknown as Publication['tables'][number]).where);
  if (where !== filter) parts.push('subscribers receive other rows of it');
  return parts.length === 0 ? 'columns that are added later are published or not' : parts.join('; ');
}

function member(
  from: Json,
  to: Json,
  name: string | null = null,
  context?: SchemaPair,
): Pick<Classification, 'class' | 'message'> {
  if (to === null) return { class: 'breaking', message: 'subscribers no longer receive its changes' };
  const chunks =
    name !== null && context?.after.hypertable(name) !== undefined
      ? '; of a hypertable only the chunks that are there now are sent'
      : '';
  return from === null
    ? { class: 'safe', message: `subscribers receive it after REFRESH PUBLICATION${chunks}` }
    : { class: 'breaking', message: 'subscribers receive other rows' };
}

/** What of a table is published: `all`, `columns id, symbol`, `where (id > 5)`. */
function publishedPart(value: Json): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return inWords(value);
  const { columns, where } = value;
  const parts = [
    columns == null ? [] : [`columns ${inWords(columns)}`],
    where == null ? [] : [`where ${inWords(where)}`],
  ].flat();
  return parts.length === 0 ? 'all' : parts.join(', ');
}
