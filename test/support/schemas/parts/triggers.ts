import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText, oneOf } from '../names.ts';
import { DEFAULTS, type Relation, type World } from '../world.ts';
import { body } from './routines.ts';

export function anyTrigger(world: World): void {
  const candidates = world.relations.filter(({ form }) => form === 'table' || form === 'view');
  if (candidates.length > 0) trigger(world, world.chance.pick(candidates));
}

export function trigger(world: World, relation: Relation): void {
  const { chance } = world;
  if (world.triggerFunctions.length === 0) return;
  const f = chance.pick(world.triggerFunctions);
  const made = { id: world.id('trigger'), sql: quoteIdentifier(world.name(`${relation.id} triggers`)) };
  const column = chance.pick(relation.columns);
  const event = chance.pick(['INSERT', 'UPDATE', 'DELETE', `UPDATE OF ${column.sql}`, 'INSERT OR UPDATE']);
  const onView = relation.form === 'view';
  const each = onView || chance.maybe(70) ? 'ROW' : 'STATEMENT';
  const moment = onView ? 'INSTEAD OF' : each === 'ROW' ? chance.pick(['BEFORE', 'AFTER']) : 'AFTER';
  const plain = onView ? event.replace(/ OF .*/s, '') : event;
  const when =
    !onView && each === 'ROW' && event !== 'DELETE' && chance.maybe(30)
      ? ` WHEN (${chance.pick([`${quoteLiteral(oddText(chance))}::text IS NOT NULL`, oneOf(chance)])})`
      : '';
  const transition =
    each === 'STATEMENT' && event === 'INSERT' && chance.maybe() ? ' REFERENCING NEW TABLE AS "new rows"' : '';
  const argument = chance.maybe(30) ? quoteLiteral(oddText(chance)) : '';
  const kind = relation.time !== null ? 'hypertable' : relation.form;
  world.add(
    `trigger on ${kind}${transition === '' ? '' : ' with a transition table'}`,
    `CREATE TRIGGER ${made.sql} ${moment} ${plain} ON ${relation.sql}${transition} FOR EACH ${each}${when} EXECUTE FUNCTION ${f.sql}(${argument});`,
    { makes: [made.id], uses: [relation.id, f.id], minds: [`${relation.id} columns`, `${relation.id} hypertable`] },
  );
  world.commentable.push({ ...made, words: `TRIGGER ${made.sql} ON ${relation.sql}` });
  if (onView || chance.maybe(60)) return;
  const state = chance.pick(['DISABLE', 'ENABLE ALWAYS', 'ENABLE REPLICA']);
  // A hypertable takes no change of this kind up to 2.28, but keeps the state that the table had.
  if (relation.time !== null) return;
  world.add('trigger state', `ALTER TABLE ${relation.sql} ${state} TRIGGER ${made.sql};`, {
    uses: [made.id],
    minds: [`${relation.id} hypertable`],
  });
}

export function eventTrigger(world: World): void {
  const { chance } = world;
  const f = world.inSchema('function');
  world.add(
    'event trigger function',
    `CREATE FUNCTION ${f.sql}() RETURNS event_trigger ${body(world, 'BEGIN\n  NULL;\nEND', ['plpgsql'])};`,
    {
      makes: [f.id],
      uses: [f.schema.id],
      minds: [DEFAULTS],
    },
  );
  const made = { id: world.id('event trigger'), sql: quoteIdentifier(world.name('event triggers')) };
  const tags = chance.maybe() ? " WHEN TAG IN ('DROP TABLE', 'CREATE TABLE')" : '';
  const event = chance.pick(['ddl_command_start', 'ddl_command_end', 'sql_drop']);
  world.add('event trigger', `CREATE EVENT TRIGGER ${made.sql} ON ${event}${tags} EXECUTE FUNCTION ${f.sql}();`, {
    makes: [made.id],
    uses: [f.id],
  });
  world.commentable.push({ ...made, words: `EVENT TRIGGER ${made.sql}` });
  if (chance.maybe(40)) {
    world.add(
      'event trigger state',
      `ALTER EVENT TRIGGER ${made.sql} ${chance.pick(['DISABLE', 'ENABLE ALWAYS', 'ENABLE REPLICA'])};`,
      { uses: [made.id] },
    );
  }
}
