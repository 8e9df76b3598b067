import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText, oneOf } from '../names.ts';
import { type Column, DEFAULTS, type Form, type Relation, type Thing, type World } from '../world.ts';

/** A view on anything: a table, a hypertable, an aggregate, another view, or two of them. */
export function view(world: World): void {
  const { chance } = world;
  const query = drawQuery(world);
  if (query === undefined) return;
  const made = world.inSchema('view');
  const options = chance.some(['security_barrier', 'security_invoker = true'], 0, 2);
  const filtered = query.single && chance.maybe(20) ? '\n  WITH LOCAL CHECK OPTION' : '';
  world.add(
    `view on ${query.on}`,
    `CREATE VIEW ${made.sql}${options.length === 0 ? '' : ` WITH (${options.join(', ')})`} AS\n${query.text}${filtered};`,
    {
      makes: [made.id],
      uses: [made.schema.id, ...query.uses],
      minds: [DEFAULTS],
    },
  );
  keep(world, made, 'view', query);
}

/** Empty: who owns a view that it reads may have no right to what that view reads. */
export function materializedView(world: World): void {
  const query = drawQuery(world);
  if (query === undefined) return;
  const made = world.inSchema('view');
  world.add(
    `materialized view on ${query.on}`,
    `CREATE MATERIALIZED VIEW ${made.sql} AS\n${query.text}\n  WITH NO DATA;`,
    {
      makes: [made.id],
      uses: [made.schema.id, ...query.uses],
      minds: [DEFAULTS, 'published tables'],
    },
  );
  keep(world, made, 'materialized view', query);
}

interface Query {
  text: string;
  on: string;
  uses: string[];
  columns: Column[];
  /** Simple enough to be written through. */
  single: boolean;
}

function drawQuery(world: World): Query | undefined {
  const { chance } = world;
  // A view that reads a materialized view without rows would not be populated either.
  const readable = world.relations.filter(({ form }) => form !== 'materialized view');
  if (readable.length === 0) return undefined;
  const a = chance.pick(readable);
  const b = chance.maybe(30) ? chance.pick(readable) : undefined;
  const place = world.id('query');
  const columns: Column[] = [];
  const rename = (column: Column): string => {
    const name = world.name(place);
    columns.push({ ...column, name, sql: quoteIdentifier(name), computed: false });
    return quoteIdentifier(name);
  };
  const items = chance.some(a.columns, 1, 4).map((column) => `x.${column.sql} AS ${rename(column)}`);
  const uses = [a.id];
  let from = `FROM ${a.sql} x`;
  if (b !== undefined) {
    uses.push(b.id);
    for (const column of chance.some(b.columns, 1, 2)) items.push(`y.${column.sql} AS ${rename(column)}`);
    from += ` CROSS JOIN ${b.sql} y`;
  }
  const text = a.columns.find(({ group }) => group === 'text');
  if (text !== undefined && chance.maybe(30)) {
    from += ` WHERE ${chance.pick([`x.${text.sql}::text <> ${quoteLiteral(oddText(chance))}`, oneOf(chance, `x.${text.sql}`)])}`;
  }
  return {
    text: `  SELECT ${items.join(', ')}\n  ${from}`,
    on: formOf(a),
    uses,
    columns,
    single: b === undefined && a.form === 'table',
  };
}

const formOf = (relation: Relation): string =>
  relation.form === 'table' && relation.time !== null ? 'hypertable' : relation.form;

function keep(world: World, made: Thing & { schema: Thing; bare: string }, form: Form, query: Query): void {
  world.relations.push({
    ...made,
    form,
    columns: query.columns,
    time: null,
    hasNow: false,
    marks: new Set(),
    owner: null,
    dimensions: [],
    indexes: [],
    grouped: [],
  });
  const words = form === 'view' ? 'VIEW' : 'MATERIALIZED VIEW';
  world.commentable.push({ ...made, words: `${words} ${made.sql}` });
  for (const column of query.columns) world.commentable.push({ ...made, words: `COLUMN ${made.sql}.${column.sql}` });
}

export function rule(world: World): void {
  const { chance } = world;
  const candidates = world.relations.filter(({ form, time }) => form === 'view' || (form === 'table' && time === null));
  if (candidates.length === 0) return;
  const relation = chance.pick(candidates);
  const made = { id: world.id('rule'), sql: quoteIdentifier(world.name(relation.schema.id)) };
  const event = chance.pick(['INSERT', 'UPDATE', 'DELETE']);
  const action =
    relation.form === 'view'
      ? 'INSTEAD NOTHING'
      : chance.pick(['ALSO NOTHING', 'INSTEAD NOTHING', "ALSO NOTIFY something, 'it''s; odd'"]);
  const where = action.startsWith('ALSO') && chance.maybe(40) ? ` WHERE ${oneOf(chance)}` : '';
  world.add(
    `rule on ${relation.form}`,
    `CREATE RULE ${made.sql} AS ON ${event} TO ${relation.sql}${where} DO ${action};`,
    {
      makes: [made.id],
      uses: [relation.id],
      changes: [`${relation.id} rules`],
    },
  );
  world.commentable.push({ ...made, words: `RULE ${made.sql} ON ${relation.sql}` });
  if (chance.maybe(20) && relation.form === 'table') {
    world.add('disabled rule', `ALTER TABLE ${relation.sql} DISABLE RULE ${made.sql};`, {
      uses: [made.id],
      changes: [`${relation.id} rules`],
    });
  }
}

export function statistics(world: World): void {
  const { chance } = world;
  const candidates = [...world.tables(), ...world.hypertables()];
  if (candidates.length === 0) return;
  const relation = chance.pick(candidates);
  const columns = relation.columns.filter(({ group }) => group !== 'other');
  if (columns.length < 2) return;
  const made = world.inSchema('statistics');
  const kinds = chance.some(['ndistinct', 'dependencies', 'mcv'], 0, 3);
  const list = chance.some(columns, 2, 3).map(({ sql }) => sql);
  const text = columns.find(({ group }) => group === 'text');
  if (text !== undefined && chance.maybe(40)) list.push(`(${oneOf(chance, text.sql)})`);
  world.add(
    'statistics',
    `CREATE STATISTICS ${made.sql}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`} ON ${list.join(', ')} FROM ${relation.sql};`,
    {
      makes: [made.id],
      uses: [made.schema.id, relation.id],
    },
  );
  if (chance.maybe(30))
    world.add('statistics target', `ALTER STATISTICS ${made.sql} SET STATISTICS ${chance.int(1, 900)};`, {
      uses: [made.id],
    });
  world.commentable.push({ ...made, words: `STATISTICS ${made.sql}` });
}
