import type { Rules } from '../rule.ts';
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
export const RULES: Rules = {
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
