import type { Collection, SchemaObject } from '../../catalog/model.ts';
import type { ObjectRules, Rules } from '../rule.ts';
import { continuousAggregates } from './aggregates.ts';
import { columns } from './columns.ts';
import { constraints, indexes } from './constraints.ts';
import { hypertables } from './hypertables.ts';
import { jobs } from './jobs.ts';
import { eventTriggers, routines, rowPolicies, rules, triggers } from './programs.ts';
import { publications } from './publications.ts';
import { relations } from './relations.ts';
import {
  builtInJobs,
  database,
  databaseSettings,
  defaultPrivileges,
  extensionPrivileges,
  extensions,
  others,
  roles,
  schemas,
  tablespaces,
} from './server.ts';
import { sequences, statistics, types } from './types.ts';

/** What every kind of object says of its changes. */
const RULES: Rules = {
  schemas,
  extensions,
  types,
  routines,
  relations,
  columns,
  constraints,
  indexes,
  triggers,
  rules,
  rowPolicies,
  sequences,
  statistics,
  hypertables,
  continuousAggregates,
  jobs,
  publications,
  eventTriggers,
  defaultPrivileges,
  extensionPrivileges,
  others,
  roles,
  tablespaces,
  database,
  databaseSettings,
  builtInJobs,
};

/** The rules of one kind, for an object that is known to be of it. */
export function rulesOf(collection: Collection): ObjectRules<SchemaObject> {
  return RULES[collection] as unknown as ObjectRules<SchemaObject>;
}
