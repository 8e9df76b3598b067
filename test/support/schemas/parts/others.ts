import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText } from '../names.ts';
import type { World } from '../world.ts';

/** COMMENT ON something that has none yet. */
export function comment(world: World): void {
  const { chance } = world;
  if (world.commentable.length === 0) return;
  const at = chance.int(0, world.commentable.length - 1);
  const [target] = world.commentable.splice(at, 1);
  if (target === undefined) return;
  const kind = (/^(\w+)/.exec(target.words)?.[1] ?? '').toLowerCase();
  world.add(`comment on ${kind}`, `COMMENT ON ${target.words} IS ${quoteLiteral(oddText(chance))};`, {
    uses: [target.id],
    minds: [`${target.id} columns`],
  });
}

/** A publication of tables (hypertables among them), with column lists and filters, or of schemas. */
export function publication(world: World): void {
  const { chance } = world;
  const made = { id: world.id('publication'), sql: quoteIdentifier(world.name('publications')) };
  const operations = chance.maybe(40)
    ? ` WITH (publish = '${chance.some(['insert', 'update', 'delete'], 1, 2).join(', ')}')`
    : '';
  const tables = [...world.tables(), ...world.hypertables()].filter(({ marks }) => !marks.has('unlogged'));
  const links = { makes: [made.id] };
  if (tables.length === 0 || chance.maybe(25)) {
    const schema = chance.pick(world.schemas);
    world.add(
      'publication of a schema',
      `CREATE PUBLICATION ${made.sql} FOR TABLES IN SCHEMA ${schema.sql}${operations};`,
      { ...links, uses: [schema.id] },
    );
  } else {
    const chosen = chance.some(tables, 1, 3);
    const list = chosen.map((table) => {
      const columns = chance.maybe(20)
        ? ` (${chance
            .some(table.columns, 1, 3)
            .map(({ sql }) => sql)
            .join(', ')})`
        : '';
      const where = columns === '' && chance.maybe(15) ? ` WHERE (${quoteLiteral(oddText(chance))} <> 'x')` : '';
      return `${table.sql}${columns}${where}`;
    });
    world.add(
      `publication of ${chosen.some(({ time }) => time !== null) ? 'hypertables' : 'tables'}`,
      `CREATE PUBLICATION ${made.sql} FOR TABLE ${list.join(', ')}${operations};`,
      {
        ...links,
        uses: chosen.map(({ id, time }) => (time === null ? id : `${id} hypertable`)),
        minds: chosen.flatMap(({ id }) => [`${id} hypertable`, `${id} columns`]),
      },
    );
  }
  world.commentable.push({ ...made, words: `PUBLICATION ${made.sql}` });
}

/** A publication of everything; no table can become a hypertable after it. */
export function publicationOfAll(world: World): void {
  const sql = quoteIdentifier(world.name('publications'));
  world.add('publication of all tables', `CREATE PUBLICATION ${sql} FOR ALL TABLES;`, {
    changes: ['published tables'],
  });
}
