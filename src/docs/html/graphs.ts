import { count } from '../../format/count.ts';
import { every } from '../../format/schedule.ts';
import { schemaOf } from '../../sql/names.ts';
import { drawings, lineageEdges, lineagePieces, refreshOf } from '../graph/drawings.ts';
import { cardinality, entityOf, type Reference, references, shortType } from '../graph/entity.ts';
import type { Piece } from '../graph/pieces.ts';
import { relationAddress } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { kindOf } from '../sections/holdings.ts';
import type { Diagram, Graph, Link, Node } from './data.ts';

/** One can zoom, so that more fits than in a Markdown page; beyond this the eye loses the way. */
const ENTITIES = { nodes: 30, widest: 8 };
const LINEAGE = { nodes: 40, widest: 14 };

/** The entity diagrams of each schema. */
export function entityGraphs(lookup: Lookup): Diagram[] {
  return drawings(lookup, ENTITIES).map(({ schema, pieces, left }) => ({
    schema,
    graphs: pieces.map((piece) => entityGraph(lookup, schema, piece)),
    left: left === 0 ? '' : `${count(left, 'table')} without foreign keys ${left === 1 ? 'is' : 'are'} not drawn.`,
  }));
}

function entityGraph(lookup: Lookup, schema: string, piece: Piece<Reference>): Graph {
  const node = (name: string, full: boolean): Node => {
    const relation = lookup.relations.get(name);
    const title = schemaOf(name) === schema ? (relation?.bare ?? name) : name;
    const { columns, more } = full ? entityOf(lookup, name) : { columns: [], more: 0 };
    return {
      ...box(lookup, name, title),
      columns: columns.map(({ column, keys, time }) => [
        column.bare,
        shortType(column.type),
        [...keys, ...(time ? ['time'] : [])].join(' '),
      ]),
      more,
    };
  };
  return {
    nodes: [...piece.nodes.map((name) => node(name, true)), ...piece.stubs.map((name) => node(name, false))],
    edges: piece.edges.map((reference): Link => {
      const { unique, nullable } = cardinality(lookup, reference);
      return {
        from: reference.to,
        to: reference.from,
        label: reference.constraint.columns.join(', '),
        ends: { from: nullable ? 'none or one' : 'one', to: unique ? 'none or one' : 'any number' },
      };
    }),
  };
}

/** More boxes than this are not read, however large they are drawn. */
const MOST_BOXES = 80;

/** Every table and view, with what reads what and which foreign key leads where. */
export function wholeGraph(lookup: Lookup): Graph | null {
  const names = [...lookup.relations.keys()].filter((name) => lookup.relations.get(name)?.partitionBound === null);
  if (names.length < 2 || names.length > MOST_BOXES) return null;
  const keys = references(lookup, names).map(({ from, to, constraint }): Link => {
    return { from: to, to: from, label: constraint.columns.join(', ') };
  });
  const reads = lineageEdges(lookup).map(({ from, to }): Link => ({ from: to, to: from, label: '' }));
  const drawn = new Set(names);
  return {
    nodes: names.map((name) => box(lookup, name, name)),
    edges: [...reads, ...keys].filter(({ from, to }) => drawn.has(from) && drawn.has(to)),
  };
}

/** What is made of what: views and continuous aggregates over raw tables. */
export function lineageGraphs(lookup: Lookup): Graph[] {
  return lineagePieces(lookup, LINEAGE).map(({ nodes, stubs, edges }) => ({
    nodes: [...nodes, ...stubs].map((name) => box(lookup, name, name)),
    edges: edges.map((edge) => {
      const refresh = refreshOf(lookup, edge);
      return { from: edge.to, to: edge.from, label: refresh === undefined ? '' : every(refresh) };
    }),
  }));
}

function box(lookup: Lookup, name: string, title: string): Node {
  const relation = lookup.relations.get(name);
  const kind = relation === undefined ? 'table' : kindOf(lookup, relation);
  return { id: name, title, kind, address: relationAddress(lookup, name), columns: [], more: 0 };
}
