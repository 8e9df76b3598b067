import type { Owner, SchemaObject } from '../../catalog/model.ts';
import { isCompressed } from '../compressed.ts';
import { causeKey } from '../difference-part.ts';
import { always, type Causes, type Explained, type Rule } from '../rule.ts';

/** Comments say things to people only. */
export const comment: Rule<SchemaObject> = always('safe', 'documentation only');

/** Part of the name: where it differs, the objects are two. */
export const partOfName: Rule<SchemaObject> = always('breaking', 'code that uses the old name fails');

/** Who owns it. Policies kept running as their old owner up to 2.25.1. */
export const owner: Rule<SchemaObject> = ({ before, after, context }) => {
  const [from, to] = [roleName(before), roleName(after)];
  const policies = context.after.model.jobs.some(({ relation }) => relation === after.name);
  const jobs =
    policies && context.refuses('changing the owner of a policy with its table')
      ? `; TimescaleDB ${context.timescaledb} leaves its policies to ${from}`
      : '';
  return { class: 'breaking', from, to, message: `${from} may no longer alter or drop it${jobs}` };
};

/** What one role may do with it. */
export const privileges: Rule<SchemaObject> = ({ part, after, context }) => {
  const role = part.path ?? 'somebody';
  const [from, to] = [list(part.from), list(part.to)];
  const lost = from.filter((one) => !to.includes(one));
  const gained = to.filter((one) => !from.includes(one));
  const who = role === 'PUBLIC' ? 'every role' : role;
  const message = lost.length > 0 ? `${who} loses ${words(lost)}` : `${who} gains ${words(gained)}`;
  const table = part.collection === 'columns' && 'relation' in after ? after.relation : null;
  const refused =
    table !== null && isCompressed(table, context) && context.refuses('column privileges')
      ? `TimescaleDB ${context.timescaledb} refuses privileges on a column while the columnstore is enabled`
      : null;
  return {
    class: lost.length > 0 ? 'breaking' : 'safe',
    property: `privileges of ${role}`,
    from: from.length === 0 ? null : from.join(', '),
    to: to.length === 0 ? null : to.join(', '),
    message: refused === null ? message : `${message}; ${refused}`,
    refused,
  };
};

/** Whether and when a trigger, rule or event trigger fires. */
export function firing(what: string): Rule<SchemaObject & { enabled: string }> {
  return ({ before, after }) => ({
    class: after.enabled === 'disabled' || after.enabled === 'replica' ? 'breaking' : 'safe',
    property: 'enabled',
    from: before.enabled,
    to: after.enabled,
    message: `the ${what} ${FIRES[after.enabled] ?? after.enabled}`,
  });
}

const FIRES: { readonly [state: string]: string } = {
  origin: 'fires on statements of this server, not on replicated rows',
  disabled: 'no longer fires',
  replica: 'fires on replicated rows only',
  always: 'fires on replicated rows too',
};

/** The causes of what stands on a table, and comes and goes with it. */
export const ofTable: Causes<SchemaObject & { relation: string }> & { properties: object } = {
  whole: ({ object }) => [causeKey('relations', object.relation, null)],
  properties: { relation: movedTable },
};

/** What is now on another table may have lost its own, or come with the new one. */
export function movedTable({ part }: Explained<SchemaObject>): string[] {
  return [part.to, part.from].map((name) => causeKey('relations', String(name), null));
}

/** The columns of a view, and what PostgreSQL records of its reading, are its query's. */
export function ofQuery(relation: string): string[] {
  return [causeKey('relations', relation, 'query'), causeKey('continuousAggregates', relation, 'query')];
}

function roleName(object: SchemaObject): string {
  const owner: Owner = 'owner' in object ? object.owner : null;
  return owner ?? 'CURRENT_USER';
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function words(privileges: readonly string[]): string {
  return privileges.map((one) => one.replace(/\*$/, ' (with grant option)')).join(', ');
}
