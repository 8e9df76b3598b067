import type { SchemaModel } from '../catalog/model.ts';
import type { ServerFeatures } from '../catalog/server-features.ts';
import { orderGrants, sortOptions, sortPolicyRoles } from './canonical.ts';
import type { TocEntry } from './entries.ts';
import type { Internals } from './internal.ts';
import { type Kind, kindOf, ROUTINE, ROW_SECURITY } from './kinds.ts';
import type { Node } from './order.ts';
import { PHASE } from './phase.ts';
import { searchPathOf, withSearchPath } from './search-path.ts';
import { replaceSpans, sameIdentifier, startsWith, type Word, wordsOf } from './statement.ts';
import { aggregateStatements } from './timescaledb/aggregates.ts';

interface Placed {
  kind: Kind;
  node: Node;
}

export interface EntryNodes {
  nodes: Node[];
  /** The node of a relation; undefined where the dump has none of that name. */
  nodeOf: (relation: string) => Node | undefined;
}

/**
 * Turns pg_dump's entries into nodes: leaves out what is TimescaleDB's own, puts each continuous aggregate in the place of
 * the view that pg_dump takes it for, and brings every list into an order of its own.
 */
export function entryNodes(
  entries: readonly TocEntry[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  internals: Internals,
  model: SchemaModel,
  facts: ServerFeatures,
): EntryNodes {
  const aggregates = new Map(model.continuousAggregates.map((aggregate) => [aggregate.name, aggregate]));
  const relations = new Map(model.relations.map((relation) => [relation.name, relation]));
  const ids = new Map(entries.filter(({ classId }) => classId !== 0).map((entry) => [catalogId(entry), entry.id]));

  /** pg_dump's own dependencies, the catalogue's, and for what has neither (ATTACH PARTITION) the names in its text. */
  const needsOf = (entry: TocEntry, words: readonly Word[]): number[] => [
    ...entry.dependencies,
    ...[...(dependencies.get(catalogId(entry)) ?? [])].flatMap((id) => ids.get(id) ?? []),
    ...(entry.classId === 0 && startsWith(words, 'ALTER')
      ? qualifiedNames(words).flatMap((name) => byName.get(name) ?? [])
      : []),
  ];
  const byName = new Map<string, number>();
  for (const entry of entries) {
    const name = internals.names.get(catalogId(entry));
    if (name !== undefined) byName.set(name, entry.id);
  }

  const path = searchPathOf(model);
  const placed = new Map<number, Placed>();
  const left = new Set<number>();
  const late: Node[] = [];
  const sources = entries.map((entry) => {
    const words = wordsOf(entry.statements[0] ?? '');
    return { entry, words, needs: needsOf(entry, words) };
  });
  // pg_dump's own order has objects before their parts, so one pass sees every parent first.
  for (const { entry, words, needs } of sources) {
    if (isLeftOut(entry, words, internals) || needs.some((id) => left.has(id))) {
      left.add(entry.id);
      continue;
    }
    const kind = kindOf(words);
    const aggregate = kind.part ? undefined : aggregates.get(internals.names.get(catalogId(entry)) ?? '');
    const statements =
      aggregate !== undefined && facts.timescaledb !== null
        ? aggregateStatements(
            aggregate,
            relations.get(aggregate.name)?.owner ?? null,
            model.indexes.filter((index) => index.relation === aggregate.name),
            facts.timescaledb.schema,
          )
        : canonical(entry, words, kind, facts);
    if (statements.length === 0) continue;
    const phase = aggregate === undefined ? kind.phase : PHASE.aggregates;
    const parents = needs.flatMap((id) => placed.get(id) ?? []);
    const forced = statements.flatMap((statement) => forcedRowSecurity(statement) ?? []);
    const own = statements.filter((statement) => forcedRowSecurity(statement) === undefined);
    const key = keyOf(kind, own, parents);
    const node: Node = { statements: own, phase, key, needs: new Set() };
    placed.set(entry.id, { kind, node });
    // pg_dump has this among the table's own statements, but no aggregate can be made on such a table.
    if (forced.length === 0) continue;
    late.push({
      statements: forced,
      phase: PHASE.rowSecurity,
      key: [...key, ROW_SECURITY.rank, ...forced],
      needs: new Set([node]),
    });
  }

  for (const { entry, needs } of sources) {
    const node = placed.get(entry.id)?.node;
    if (node === undefined) continue;
    // pg_dump and the catalogue do not see through a continuous aggregate: its view reads a table of TimescaleDB's.
    const reads = aggregates.has(internals.names.get(catalogId(entry)) ?? '')
      ? (relations.get(internals.names.get(catalogId(entry)) ?? '')?.dependsOn ?? [])
      : [];
    for (const id of [...needs, ...reads.flatMap((name) => byName.get(name) ?? [])]) {
      const need = placed.get(id)?.node;
      if (need !== undefined && need !== node) node.needs.add(need);
    }
    const routine = needs.some((id) => placed.get(id)?.kind === ROUTINE);
    if (routine && node.statements.some(isPlanned)) node.statements = withSearchPath(node.statements, path);
  }
  const nodeOf = (name: string): Node | undefined => placed.get(byName.get(name) ?? -1)?.node;
  return { nodes: [...[...placed.values()].map(({ node }) => node), ...late], nodeOf };
}

/** PostgreSQL plans these expressions as it takes them in: it looks into the bodies of SQL functions, and runs others. */
function isPlanned(statement: string): boolean {
  return (
    /^CREATE (UNIQUE )?INDEX /.test(statement) ||
    /^ALTER TABLE [^]* (ADD CONSTRAINT|ATTACH PARTITION) /.test(statement) ||
    (/^CREATE (UNLOGGED )?TABLE /.test(statement) && / GENERATED ALWAYS AS \(/.test(statement))
  );
}

/** `ALTER TABLE ONLY t FORCE ROW LEVEL SECURITY` as a hypertable takes it, without ONLY; undefined for anything else. */
function forcedRowSecurity(statement: string): string | undefined {
  if (!/ FORCE ROW LEVEL SECURITY;$/.test(statement)) return undefined;
  const words = wordsOf(statement);
  const only = words[2];
  if (!startsWith(words, 'ALTER', 'TABLE', 'ONLY') || only === undefined) return undefined;
  return replaceSpans(statement, [{ start: only.start, end: only.end + 1, by: '' }]);
}

const catalogId = ({ classId, oid }: TocEntry): string => `${classId}/${oid}`;

/** Every `schema.name` of a statement, as it is written there. */
function qualifiedNames(words: readonly Word[]): string[] {
  const names: string[] = [];
  for (let i = 1; i + 1 < words.length; i++) {
    if (words[i]?.text === '.') names.push(`${words[i - 1]?.text}.${words[i + 1]?.text}`);
  }
  return names;
}

function isLeftOut(entry: TocEntry, first: readonly Word[], internals: Internals): boolean {
  return (
    internals.hidden.has(`${entry.classId}/${entry.oid}`) ||
    // Its text differs between editions, and it needs the extension's owner.
    startsWith(first, 'COMMENT', 'ON', 'EXTENSION')
  );
}

function canonical(entry: TocEntry, first: readonly Word[], kind: Kind, facts: ServerFeatures): string[] {
  const builder = facts.builder.name;
  const [head] = first;
  if (head !== undefined && kind.phase === PHASE.privileges) return orderGrants(entry.statements, builder);
  if (startsWith(first, 'CREATE', 'POLICY')) {
    return entry.statements.map((statement) => sortPolicyRoles(statement, builder));
  }
  const statements = entry.statements
    .map((statement) => (ofPublic(statement) && givesToBuilder(statement, builder) ? PUBLIC_TO_BUILDER : statement))
    .filter((statement) => statement === PUBLIC_TO_BUILDER || !givesToBuilder(statement, builder))
    .map(sortOptions)
    .filter((statement) => statement !== '');
  return withStorage(entry, first, statements, facts);
}

/** The one object that is there before it is restored, so that whoever restores the file does not own it yet. */
const PUBLIC_TO_BUILDER = 'ALTER SCHEMA public OWNER TO CURRENT_USER;';
const ofPublic = (statement: string): boolean => statement.startsWith('ALTER SCHEMA public OWNER TO ');

/** `ALTER … OWNER TO builder`: whoever restores the file owns what the builder owned. */
function givesToBuilder(statement: string, builder: string): boolean {
  if (!statement.startsWith('ALTER ')) return false;
  const words = wordsOf(statement);
  const [owner, to, role, end] = words.slice(-4);
  return (
    owner?.text === 'OWNER' &&
    to?.text === 'TO' &&
    end?.text === ';' &&
    role !== undefined &&
    sameIdentifier(role.text, builder)
  );
}

/** `ALTER TABLE … ADD CONSTRAINT … PRIMARY KEY`: of what changes a table, only a constraint with an index is stored. */
function makesIndex(words: readonly Word[]): boolean {
  const add = words.findIndex(({ text }, i) => text === 'ADD' && words[i + 1]?.text === 'CONSTRAINT');
  return add >= 0 && ['PRIMARY', 'UNIQUE', 'EXCLUDE'].includes(words[add + 3]?.text ?? '');
}

/** Sets the tablespace and access method for just the statement that needs them; TimescaleDB's own follow later. */
function withStorage(entry: TocEntry, first: readonly Word[], statements: string[], facts: ServerFeatures): string[] {
  const [a, b, c] = first.map((word) => word.text);
  const table = b === 'TABLE' || c === 'TABLE' || (b === 'MATERIALIZED' && c === 'VIEW');
  const stored = a === 'CREATE' ? table || b === 'INDEX' || c === 'INDEX' : makesIndex(first);
  if (!stored || statements.length === 0) return statements;
  let result = statements;
  if (entry.tablespace !== "''") {
    result = [`SET default_tablespace = ${entry.tablespace};`, ...result, "SET default_tablespace = '';"];
  }
  if (table && a === 'CREATE' && !['heap', ...facts.accessMethods].includes(entry.accessMethod)) {
    result = [
      `SET default_table_access_method = ${entry.accessMethod};`,
      ...result,
      'SET default_table_access_method = heap;',
    ];
  }
  return result;
}

/** Parts take their object's place, followed by their own; the text itself orders objects of one kind by name. */
function keyOf(kind: Kind, statements: readonly string[], parents: readonly Placed[]): Node['key'] {
  const text = statements.join('\n');
  if (!kind.part) return [kind.rank, text];
  const whole = parents
    .filter((parent) => HOLDERS.includes(parent.kind.rank))
    .sort((a, b) => b.kind.rank - a.kind.rank)[0];
  const parent = (kind.rank >= COMMENT_RANK ? parents[0] : whole) ?? whole ?? parents[0];
  return [...(parent?.node.key ?? [ORPHAN, '']), kind.rank, text];
}

/** Ranks of tables and views, which have parts. */
const HOLDERS = [50, 60];

/** From here on a part belongs to exactly the entry that it names, be it a part itself: comments, labels, grants. */
const COMMENT_RANK = 90;
const ORPHAN = 98;
