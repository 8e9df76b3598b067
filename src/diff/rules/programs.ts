import type { EventTrigger, Rule as RewriteRule, Routine, RowPolicy, Trigger } from '../../catalog/model.ts';
import { always, type ChangedProperty, type Classification, type ObjectRules } from '../rule.ts';
import type { SchemaPair } from '../schema-pair.ts';
import { comment, firing, ofTable, owner, partOfName, privileges } from './common.ts';
import { routinePart, routineParts, SECURITY } from './routine.ts';

export const routines: ObjectRules<Routine> = {
  describe: ({ object }) =>
    `${object.form} in ${object.language}${object.result === null ? '' : `, gives ${object.result}`}`,
  added: () => ({ class: 'safe', message: 'new; nothing calls it yet' }),
  removed: () => ({ class: 'breaking', message: 'statements and jobs that call it fail' }),
  causes: {
    properties: { form: ['definition'], language: ['definition'], arguments: ['definition'], result: ['definition'] },
  },
  properties: {
    schema: partOfName,
    bare: partOfName,
    form: always('breaking', 'it must be dropped and created again'),
    arguments: always('breaking', 'it must be dropped and created again'),
    result: always('breaking', 'it must be dropped and created again'),
    language: always('safe', 'callers get the new body from their next call on'),
    definition: (found) =>
      found.part.path === null ? withSecurity(redefined(found.before, found.after), found) : routinePart(found),
    owner,
    privileges,
    comment,
  },
};

/** Whose rights it has goes unseen behind a new signature. */
function withSecurity(judged: Classification, { before, after }: ChangedProperty<Routine>): Classification {
  const [old, now] = [before, after].map(({ definition }) => routineParts(definition)?.security);
  if (old === undefined || now === undefined || old === now) return judged;
  return { ...judged, class: 'breaking', message: `${judged.message}; ${SECURITY[now]}` };
}

/** CREATE OR REPLACE FUNCTION keeps a routine's signature: names of arguments, defaults that are there, the result. */
function redefined(before: Routine, after: Routine): Classification {
  const recreated = 'CREATE OR REPLACE refuses it: it must be dropped with all that uses it';
  if (before.form === 'aggregate' || before.form !== after.form) return { class: 'breaking', message: recreated };
  if (before.result !== after.result) {
    return { class: 'breaking', property: 'result', from: before.result, to: after.result, message: recreated };
  }
  if (before.arguments !== after.arguments) {
    const [old, now] = [before.arguments, after.arguments].map((text) => text.replace(/ DEFAULT .*?(?=, \w|$)/g, ''));
    const lostDefault = defaults(after.arguments) < defaults(before.arguments);
    const words = { property: 'arguments', from: before.arguments, to: after.arguments };
    return old === now && !lostDefault
      ? { class: 'safe', ...words, message: 'callers that leave an argument out get the new default' }
      : { class: 'breaking', ...words, message: recreated };
  }
  return { class: 'safe', message: 'callers get the new body from their next call on' };
}

function defaults(text: string): number {
  return text.split(' DEFAULT ').length;
}

const REPLACED = 'rows that are written from now on meet the new one';

export const triggers: ObjectRules<Trigger> = {
  describe: ({ object }) => object.definition,
  added: () => ({ class: 'safe', message: 'it runs for rows that are written from now on' }),
  removed: () => ({ class: 'breaking', message: 'what it did for every row is no longer done' }),
  causes: ofTable,
  properties: {
    relation: partOfName,
    bare: partOfName,
    definition: always('safe', REPLACED),
    enabled: (found) => {
      const judged = firing('trigger')(found);
      const { after, context } = found;
      return { ...judged, ...refusesSwitch(after.relation, context, judged.message) };
    },
    comment,
  },
};

/** src/process_utility.c: `hypertables do not support enabling or disabling triggers` up to 2.28.2. */
function refusesSwitch(
  relation: string,
  context: SchemaPair,
  message: string,
): Pick<Classification, 'message' | 'refused'> {
  if (context.after.hypertable(relation) === undefined || !context.refuses('switching a trigger of a hypertable'))
    return { message };
  const refused = `TimescaleDB ${context.timescaledb} refuses to enable or disable a trigger of a hypertable (allowed since 2.28.3)`;
  return { message: `${message}; ${refused}`, refused };
}

export const rules: ObjectRules<RewriteRule> = {
  describe: ({ object }) => object.definition,
  added: () => ({ class: 'breaking', message: 'statements on the table do something else from now on' }),
  removed: () => ({ class: 'breaking', message: 'statements on the table do something else from now on' }),
  causes: ofTable,
  properties: {
    relation: partOfName,
    bare: partOfName,
    definition: always('breaking', 'statements on the table do something else from now on'),
    enabled: firing('rule'),
    comment,
  },
};

const ROWS = 'which rows its roles see and write';

export const rowPolicies: ObjectRules<RowPolicy> = {
  describe: ({ object }) =>
    `${object.permissive ? '' : 'restrictive, '}for ${object.command} to ${object.roles.join(', ')}`,
  added: () => ({ class: 'breaking', message: `decides ${ROWS}` }),
  removed: () => ({ class: 'breaking', message: `no longer decides ${ROWS}` }),
  causes: ofTable,
  properties: {
    relation: partOfName,
    bare: partOfName,
    command: always('breaking', `it must be dropped and created again: ${ROWS}`),
    permissive: ({ before, after }) => ({
      class: 'breaking',
      property: 'kind',
      from: before.permissive ? 'permissive' : 'restrictive',
      to: after.permissive ? 'permissive' : 'restrictive',
      message: `it must be dropped and created again: ${ROWS}`,
    }),
    roles: always('breaking', `others are bound by it: ${ROWS}`),
    using: always('breaking', 'its roles see other rows'),
    check: always('breaking', 'its roles may write other rows'),
    comment,
  },
};

export const eventTriggers: ObjectRules<EventTrigger> = {
  describe: ({ object }) => `on ${object.event}, calls ${object.function}`,
  added: () => ({ class: 'breaking', message: 'it runs at every such statement and can make it fail' }),
  removed: () => ({ class: 'safe', message: 'it no longer runs' }),
  properties: {
    event: always('breaking', 'it runs at other statements'),
    tags: always('breaking', 'it runs at other statements'),
    function: always('breaking', 'it calls another function'),
    enabled: firing('event trigger'),
    owner,
    comment,
  },
};
