import { schemaOf } from '../../sql/names.ts';
import { count } from '../../words/count.ts';
import { every } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import { drawings, lineagePieces, refreshOf } from '../graph/drawings.ts';
import { cardinality, entityOf, type Reference, shortType } from '../graph/entity.ts';
import type { Piece } from '../graph/pieces.ts';
import { relationAddress } from '../links.ts';
import { kindOf } from '../sections/holdings.ts';
import type { Diagram, Graph, Link, Node } from './data.ts';

/** One can zoom, so that more fits than in a Markdown page; beyond this the eye loses the way. */
const ENTITIES = { nodes: 30, widest: 8 };
const LINEAGE = { nodes: 40, widest: 14 };

/** The entity diagrams of each schema. */
export function entityGraphs(book: Book): Diagram[] {
  return drawings(book, ENTITIES).map(({ schema, pieces, left }) => ({
    schema,
    graphs: pieces.map((piece) => entityGraph(book, schema, piece)),
    left: left === 0 ? '' : `${count(left, 'table')} without foreign keys ${left === 1 ? 'is' : 'are'} not drawn.`,
  }));
}

function entityGraph(book: Book, schema: string, piece: Piece<Reference>): Graph {
  const node = (name: string, full: boolean): Node => {
    const relation = book.relations.get(name);
    const title = schemaOf(name) === schema ? (relation?.bare ?? name) : name;
    const { columns, more } = full ? entityOf(book, name) : { columns: [], more: 0 };
    return {
      ...box(book, name, title),
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
      const { unique, nullable } = cardinality(book, reference);
      return {
        from: reference.to,
        to: reference.from,
        label: reference.constraint.columns.join(', '),
        ends: { from: nullable ? 'none or one' : 'one', to: unique ? 'none or one' : 'any number' },
      };
    }),
  };
}

/** What is made of what: views and continuous aggregates over raw tables. */
export function lineageGraphs(book: Book): Graph[] {
  return lineagePieces(book, LINEAGE).map(({ nodes, stubs, edges }) => ({
    nodes: [...nodes, ...stubs].map((name) => box(book, name, name)),
    edges: edges.map((edge) => {
      const refresh = refreshOf(book, edge);
      return { from: edge.to, to: edge.from, label: refresh === undefined ? '' : every(refresh) };
    }),
  }));
}

function box(book: Book, name: string, title: string): Node {
  const relation = book.relations.get(name);
  const kind = relation === undefined ? 'table' : kindOf(book, relation);
  return { id: name, title, kind, address: relationAddress(book, name), columns: [], more: 0 };
}
