import type { SchemaModel } from '../catalog/model.ts';
import type { ServerFeatures } from '../catalog/server-features.ts';
import type { TocEntry } from './entries.ts';
import { type EntryNodes, entryNodes } from './entry-nodes.ts';
import { generatedNodes } from './generated-nodes.ts';
import type { Internals } from './internal.ts';
import { groupOf, lift, type Node, order } from './order.ts';
import { PHASE, PHASE_TITLE } from './phase.ts';
import { prerequisites } from './prerequisites.ts';
import type { TableRows } from './rows.ts';

/** Settings of the session that restores, so that nothing in the file depends on the reader's own. */
export const PREAMBLE = `SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET timezone = 'UTC';
SET intervalstyle = 'postgres';
SET datestyle = 'ISO, YMD';
SET default_tablespace = '';
SET default_table_access_method = heap;`;

/** What a restore needs of settings that a database may have otherwise (ALTER DATABASE … SET): it goes through then, too. */
const HINDRANCES: readonly [string, string][] = [
  ['default_transaction_read_only', 'off'],
  ['session_replication_role', 'origin'],
  ['transform_null_equals', 'off'],
  ['array_nulls', 'on'],
  ['timescaledb.restoring', 'off'],
];

/** What a dump is made of: its text, and the pieces that the text is put together from, in their order. */
export interface Composed {
  body: string;
  nodes: Node[];
}

/**
 * Makes the canonical text of a schema, from pg_dump's entries for what PostgreSQL knows and from the model for what
 * only TimescaleDB knows. The text ends with a newline and is a function of the schema alone.
 */
export function composeBody(
  entries: readonly TocEntry[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  internals: Internals,
  model: SchemaModel,
  facts: ServerFeatures,
  rows: readonly TableRows[] = [],
): Composed {
  const own = entryNodes(entries, dependencies, internals, model, facts);
  const generated = generatedNodes(model, facts);
  linkHypertables(own, generated, model);
  const nodes = [...own.nodes, ...generated, ...rowNodes(rows, own)];
  const hindrances = HINDRANCES.filter(([name]) => model.databaseSettings.some(({ setting }) => setting === name));
  const parts = [PREAMBLE, ...hindrances.map(([name, value]) => `SET ${name} = ${value};`)];
  const needed = prerequisites(model);
  if (needed !== '') parts.unshift(needed);
  let phase = -1;
  let group: string | undefined;
  const ordered = order(nodes);
  for (const node of ordered) {
    if (node.phase !== phase) {
      phase = node.phase;
      group = undefined;
      parts.push(`\n--\n-- ${PHASE_TITLE.get(phase)}\n--`);
    }
    // What belongs to one object stands together, without a blank line.
    parts.push(`${groupOf(node) === group ? '' : '\n'}${node.statements.join('\n')}`);
    group = groupOf(node);
  }
  return { body: `${parts.join('\n')}\n`, nodes: ordered };
}

/** Rows come after their table, and after those that their foreign keys lead to. */
function rowNodes(rows: readonly TableRows[], { nodeOf }: EntryNodes): Node[] {
  const nodes = new Map(
    rows
      .filter(({ statements }) => statements.length > 0)
      .map(({ name, statements }) => {
        const table = nodeOf(name);
        const needs = new Set(table === undefined ? [] : [table]);
        return [name, { statements, phase: PHASE.rows, key: [0, name], needs, about: `rows ${name}` } satisfies Node];
      }),
  );
  for (const { name, after } of rows) {
    for (const other of after) {
      const node: Node | undefined = nodes.get(other);
      if (node !== undefined) nodes.get(name)?.needs.add(node);
    }
  }
  return [...nodes.values()];
}

/**
 * A table that reaches a continuous aggregate (by the body of a function in a default, say) comes after it, out of its
 * phase: its hypertable must follow it and all its parts, and be there before what is built on it.
 */
function linkHypertables({ nodes, nodeOf }: EntryNodes, generated: readonly Node[], model: SchemaModel): void {
  const hypertables = new Map(
    generated.flatMap((node) => (node.hypertable === undefined ? [] : [[node.hypertable, node] as const])),
  );
  // Only then it shows which parts come with the table: a comment on a row policy comes with the policy.
  lift(nodes);
  const parts = new Map<string, Node[]>();
  for (const node of nodes) {
    const list = parts.get(groupOf(node));
    if (list === undefined) parts.set(groupOf(node), [node]);
    else list.push(node);
  }
  for (const [name, hypertable] of hypertables) {
    const table = nodeOf(name);
    for (const part of table === undefined ? [] : (parts.get(groupOf(table)) ?? [])) hypertable.needs.add(part);
  }
  const sources = new Map(model.relations.map(({ name, dependsOn }) => [name, dependsOn]));
  for (const { name } of model.continuousAggregates) {
    for (const source of sources.get(name) ?? []) {
      const hypertable = hypertables.get(source);
      if (hypertable !== undefined) nodeOf(name)?.needs.add(hypertable);
    }
  }
}
