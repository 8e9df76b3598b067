import type { Routine, SchemaModel } from '../catalog/model.ts';
import { baseOf, triggerFunction } from '../sql/names.ts';
import { type Group, groupBy } from './group.ts';

/** Finds a routine by its full name, or by its name alone and the argument types that its caller gives it. */
export type FindRoutine = (name: string, types?: string) => Routine | undefined;

export function routineFinder(routines: readonly Routine[]): FindRoutine {
  const byName = new Map(routines.map((routine) => [routine.name, routine]));
  const byBase = groupBy(routines, (routine) => baseOf(routine.name));
  return (name, types) => {
    const [first, second] = byBase(name);
    const only = second === undefined ? first : undefined;
    return byName.get(name) ?? (types === undefined ? undefined : byName.get(`${name}(${types})`)) ?? only;
  };
}

/** What calls a routine: the part that it plays, and the relation that it plays it for. */
export interface Use {
  routine: string;
  part: 'trigger' | 'job' | 'job check' | 'current time' | 'partitioning' | 'event trigger';
  relation: string | null;
}

/** Argument types that TimescaleDB calls a job with, and its check. */
export const JOB = 'integer,jsonb';
export const CHECK = 'jsonb';

/** Every use of the model's routines that the model itself tells, by routine; each once. */
export function usesOf(model: SchemaModel, find: FindRoutine): Group<Use> {
  const uses = new Map<string, Use>();
  const add = (part: Use['part'], relation: string | null, name: string | null, types?: string): void => {
    const routine = name === null ? undefined : find(name, types);
    if (routine === undefined) return;
    uses.set(JSON.stringify([routine.name, part, relation]), { routine: routine.name, part, relation });
  };
  for (const trigger of model.triggers) add('trigger', trigger.relation, triggerFunction(trigger.definition), '');
  for (const trigger of model.eventTriggers) add('event trigger', null, trigger.function);
  for (const job of model.jobs) {
    add('job', null, job.procedure, JOB);
    add('job check', null, job.check, CHECK);
  }
  for (const hypertable of model.hypertables) {
    for (const dimension of hypertable.dimensions) {
      add('current time', hypertable.name, dimension.integerNowFunction, '');
      add('partitioning', hypertable.name, dimension.partitioningFunction, 'anyelement');
    }
  }
  const inOrder = [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
  return groupBy(inOrder, (use) => use.routine);
}
