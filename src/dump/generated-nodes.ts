import type { ExtensionPrivileges, SchemaModel } from '../catalog/model.ts';
import type { ServerFeatures } from '../catalog/server-features.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { jobNodes } from './job-nodes.ts';
import type { Node } from './order.ts';
import { PHASE } from './phase.ts';
import { chunkSkippingStatements, columnstoreStatements, hypertableStatements } from './timescaledb/hypertables.ts';
import { builtInJobStatement } from './timescaledb/jobs.ts';

/** The nodes of what pg_dump knows nothing of. Continuous aggregates are not among them: they stand in for its views. */
export function generatedNodes(model: SchemaModel, facts: ServerFeatures): Node[] {
  const nodes: Node[] = [];
  const add = (phase: number, rank: number, name: string, statements: string[], what: string): void => {
    if (statements.length === 0) return;
    nodes.push({ statements, phase, key: [rank, name], needs: new Set(), about: `${what} ${name}` });
  };
  if (facts.timescaledb === null) return nodes;
  const { schema } = facts.timescaledb;

  const tablespaces = new Map(model.relations.map(({ name, tablespace }) => [name, tablespace]));
  for (const hypertable of model.hypertables) {
    const { name, columnstore } = hypertable;
    nodes.push({
      statements: hypertableStatements(hypertable, tablespaces.get(name) ?? null, schema),
      phase: PHASE.hypertables,
      key: [1, name],
      needs: new Set(),
      hypertable: name,
      about: `hypertable ${name}`,
    });
    if (columnstore !== null) {
      add(PHASE.columnstore, 1, name, columnstoreStatements(name, 'TABLE', columnstore), 'columnstore');
    }
    add(PHASE.columnstore, 3, name, chunkSkippingStatements(hypertable, schema), 'chunk skipping');
  }
  for (const { name, columnstore } of model.continuousAggregates) {
    if (columnstore === null) continue;
    add(PHASE.columnstore, 2, name, columnstoreStatements(name, 'MATERIALIZED VIEW', columnstore), 'columnstore');
  }
  for (const { name, accessMethod } of model.relations) {
    if (accessMethod === null || !facts.accessMethods.includes(accessMethod)) continue;
    add(
      PHASE.columnstore,
      2,
      name,
      [`ALTER TABLE ${name} SET ACCESS METHOD ${quoteIdentifier(accessMethod)};`],
      'access method',
    );
  }
  for (const object of model.extensionPrivileges) {
    add(PHASE.privileges, 90, object.name, extensionGrants(object), 'extension privileges');
  }
  // direct compress adds two policies of its own, which the recorded ones replace
  for (const { name, columnstore } of model.hypertables) {
    if (!columnstore?.directCompress) continue;
    const relation = `${quoteLiteral(name)}::regclass`;
    add(
      PHASE.policies,
      0,
      name,
      [
        `SELECT ${schema}.remove_compression_policy(${relation}, if_exists => true);`,
        `SELECT ${schema}.remove_compaction_policy(${relation}, if_exists => true);`,
      ],
      'direct compress policies',
    );
  }
  nodes.push(...jobNodes(model, facts));
  for (const job of model.builtInJobs)
    add(PHASE.jobs, 99, job.name, [builtInJobStatement(job, schema)], 'built-in job');
  return nodes;
}

/** Privileges on objects of TimescaleDB's own schemas, which pg_dump leaves out together with the schemas. */
function extensionGrants({ name, privileges }: ExtensionPrivileges): string[] {
  const [, kind, object] = /^(function|table|sequence|schema) ([\s\S]*)$/.exec(name) ?? [];
  if (kind === undefined || object === undefined || !/^_timescaledb_/.test(object)) return [];
  const target = `${kind === 'function' ? 'ROUTINE' : kind.toUpperCase()} ${object}`;
  const statements = [`REVOKE ALL ON ${target} FROM PUBLIC;`];
  for (const [role, granted] of Object.entries(privileges ?? {})) {
    const grantee = role.replace(/ \(granted by .*\)$/, '');
    for (const option of [false, true]) {
      const list = granted.filter((privilege) => privilege.endsWith('*') === option).map((p) => p.replace('*', ''));
      if (list.length === 0) continue;
      statements.push(`GRANT ${list.join(', ')} ON ${target} TO ${grantee}${option ? ' WITH GRANT OPTION' : ''};`);
    }
  }
  return statements;
}
