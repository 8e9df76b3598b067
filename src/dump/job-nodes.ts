import type { Job, Relation, SchemaModel } from '../catalog/model.ts';
import { JOB_KINDS } from '../catalog/policies.ts';
import type { ServerFeatures } from '../catalog/server-features.ts';
import { isIntegerType } from '../sql/interval.ts';
import type { Node } from './order.ts';
import { PHASE } from './phase.ts';
import { searchPathOf, withSearchPath } from './search-path.ts';
import { jobStatements } from './timescaledb/jobs.ts';
import { withOwner } from './timescaledb/ownership.ts';
import { type IntegerTime, needsStandIn, withStandIn, withTime } from './timescaledb/stand-in.ts';

/** The order in which TimescaleDB accepts them. */
const ORDER = Object.keys(JOB_KINDS);

/** The nodes of all policies and jobs that can run. */
export function jobNodes(model: SchemaModel, facts: ServerFeatures): Node[] {
  if (facts.timescaledb === null) return [];
  const { schema } = facts.timescaledb;
  const path = searchPathOf(model);
  const idle = new Set(model.roles.filter(({ login }) => !login).map(({ name }) => name));
  const relations = new Map(model.relations.map((relation) => [relation.name, relation]));
  const refreshes = Map.groupBy(
    model.jobs.filter(({ form, runnable }) => form === 'refresh policy' && runnable),
    ({ relation }) => relation ?? '',
  );
  return model.jobs
    .filter(({ runnable }) => runnable)
    .map((job): Node => {
      const name = job.relation ?? '';
      const relation = relations.get(name);
      const standIn =
        job.form === 'columnstore policy' &&
        relation?.form === 'continuous aggregate' &&
        needsStandIn(job, refreshes.get(name) ?? []);
      let statements = jobStatements(job, schema, facts.hasJobName);
      if (standIn) statements = withStandIn(job, statements, schema);
      if (relation !== undefined && relation.owner !== job.owner) {
        statements = withOwner(job, relation, columnsOf(model, relation), statements);
      }
      const time = callsFunctions(job) && altersConfig(statements) ? timeOf(model, name) : undefined;
      if (time !== undefined) statements = withTime(time, statements, schema);
      if (idle.has(job.owner ?? '')) statements = withLogin(job.owner ?? '', statements);
      if (callsFunctions(job)) statements = withSearchPath(statements, path);
      return {
        statements,
        phase: job.form === 'job' ? PHASE.jobs : PHASE.policies,
        // A stand-in must be gone before the real refresh policies come.
        key: [standIn ? 0 : 1 + ORDER.indexOf(job.form), job.name],
        needs: new Set(),
        about: `job ${job.name}`,
      };
    });
}

/** TimescaleDB adds a job, or changes it, for a role that may log in only; nobody asks when the role loses that later. */
function withLogin(role: string, statements: readonly string[]): string[] {
  return [`ALTER ROLE ${role} LOGIN;`, ...statements, `ALTER ROLE ${role} NOLOGIN;`];
}

/** TimescaleDB asks for the time of an integer dimension, and runs the check function of a job that it adds. */
function callsFunctions({ form, timeType, check }: Job): boolean {
  return form === 'job' ? check !== null : timeType !== null && isIntegerType(timeType);
}

function altersConfig(statements: readonly string[]): boolean {
  return statements.some((statement) => statement.includes('config => j.config'));
}

/** How the hypertable below a relation tells the time, where that is a number; undefined where no function does. */
function timeOf(model: SchemaModel, relation: string): IntegerTime | undefined {
  const aggregate = model.continuousAggregates.find(({ name }) => name === relation);
  if (aggregate !== undefined) return timeOf(model, aggregate.source);
  const dimensions = model.hypertables.find(({ name }) => name === relation)?.dimensions ?? [];
  const [time] = dimensions.filter(({ integerNowFunction }) => integerNowFunction !== null);
  if (time === undefined || time.integerNowFunction === null) return undefined;
  return { hypertable: relation, type: time.type, integerNow: time.integerNowFunction };
}

function columnsOf(model: SchemaModel, { name }: Relation): SchemaModel['columns'] {
  return model.columns.filter(({ relation }) => relation === name);
}
