import type { DefaultPrivileges, Json, Type } from '../../catalog/model.ts';
import { humanInterval } from '../../format/interval.ts';
import { plainJson } from '../../format/json.ts';
import { byName } from '../../sql/names.ts';
import { type Block, blocks, code, type Inline, prose, say, strong, table, title } from '../content.ts';
import { routineLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { type Granted, privilegeCell } from './security.ts';

/** Event triggers, default privileges, casts, operators and whatever else a schema may hold. */
export function others(lookup: Lookup): readonly Block[] {
  const made = multirangeCasts(lookup.model.types);
  return blocks(
    table(
      ['Event trigger', 'On', 'Tags', 'Runs', 'State', 'Owner', 'Description'],
      [...lookup.model.eventTriggers]
        .sort(byName)
        .map((trigger) => [
          code(trigger.name),
          code(trigger.event),
          trigger.tags.join(', '),
          routineLink(lookup, trigger.function),
          trigger.enabled === 'origin' ? '' : strong(trigger.enabled),
          code(trigger.owner ?? ''),
          prose(lookup.describe(trigger) ?? ''),
        ]),
    ),
    otherPrivileges(lookup),
    table(
      ['Object', 'Kind', 'Definition', 'Owner', 'Grants', 'Description'],
      lookup.model.others
        .filter((object) => !made.has(object.name))
        .sort(byName)
        .map((object) => [
          code(object.name),
          object.form,
          object.form === 'cast' ? castCell(object.definition) : prose(plainJson(object.definition)),
          code(object.owner ?? ''),
          privilegeCell(object.privileges, object.owner, 'other'),
          prose(lookup.describe(object) ?? ''),
        ]),
    ),
  );
}

const WHEN: { readonly [context: string]: string } = {
  e: 'only where asked for',
  a: 'in assignments, and where asked for',
  i: 'wherever it fits, unasked',
};

/** When a cast is used and what does it, from the codes of pg_cast. */
function castCell(definition: Json): Inline {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) return '';
  const { function: by, context, method } = definition;
  const how = method === 'i' ? 'through text' : method === 'b' ? 'without conversion' : say`by ${code(String(by))}`;
  return say`${WHEN[String(context)] ?? String(context)}, ${how}`;
}

/** Names of the casts that PostgreSQL makes with each range type, to its multirange: nobody wrote them. */
function multirangeCasts(types: readonly Type[]): ReadonlySet<string> {
  return new Set(
    types.flatMap(({ name, form, definition }) => {
      if (form !== 'range' || typeof definition !== 'object' || definition === null) return [];
      if (Array.isArray(definition) || typeof definition['multirange'] !== 'string') return [];
      return [`cast (${name} as ${definition['multirange']})`];
    }),
  );
}

/** The extensions and the schema that each lives in. */
export function extensions(lookup: Lookup): readonly Block[] {
  return blocks(
    table(
      ['Extension', 'Schema'],
      [...lookup.model.extensions].sort(byName).map((extension) => [code(extension.name), code(extension.schema)]),
    ),
  );
}

/** What is set for the database, and TimescaleDB's own jobs where they were changed. */
export function settings(lookup: Lookup): readonly Block[] {
  const { databaseSettings, builtInJobs } = lookup.model;
  return blocks(
    table(
      ['Setting', 'For role', 'Value'],
      [...databaseSettings].sort(byName).map((one) => [code(one.setting), code(one.role ?? ''), code(one.value)]),
    ),
    table(
      ['Built-in job', 'Procedure', 'Every', 'State', 'Configuration'],
      [...builtInJobs]
        .sort(byName)
        .map((job) => [
          code(job.name),
          code(job.procedure),
          humanInterval(job.scheduleInterval),
          job.scheduled ? '' : strong('disabled'),
          job.config === null ? '' : prose(plainJson(job.config)),
        ]),
    ),
  );
}

/** What the planner is told to measure across columns. */
export function statisticsTable(lookup: Lookup, relation: string): readonly Block[] {
  const found = table(
    ['Statistics', 'Definition', 'Target', 'Description'],
    lookup
      .statisticsOf(relation)
      .map((statistics) => [
        code(statistics.name),
        code(statistics.definition.replace(/\s+/g, ' ')),
        statistics.target === null ? '' : String(statistics.target),
        prose(lookup.describe(statistics) ?? ''),
      ]),
  );
  return found === null ? [] : blocks(title('Extended statistics'), found);
}

const DEFAULTS: { readonly [objects: string]: Granted } = {
  tables: 'relation',
  sequences: 'sequence',
  functions: 'function',
  types: 'type',
  schemas: 'schema',
};

/** Privileges beside those of tables, views and functions: defaults for new objects, and changed ones of extensions. */
function otherPrivileges(lookup: Lookup): Block | null {
  const { defaultPrivileges, extensionPrivileges } = lookup.model;
  const rows = [
    ...[...defaultPrivileges]
      .sort(byName)
      .map((one) => [newObjects(one), privilegeCell(one.privileges, one.role, DEFAULTS[one.objects] ?? 'other')]),
    ...[...extensionPrivileges]
      .sort(byName)
      .map((one) => [say`${code(one.name)} of an extension`, privilegeCell(one.privileges, null, 'other')]),
  ];
  return table(['Privileges on', 'Grants'], rows);
}

/** ``new tables of `app` in `trading` ``; whose they are goes without saying for the builder's. */
function newObjects({ objects, role, schema }: DefaultPrivileges): Inline {
  const whose = role === 'CURRENT_USER' ? '' : say` of ${code(role)}`;
  return say`new ${objects}${whose}${schema === null ? '' : say` in ${code(schema)}`}`;
}
