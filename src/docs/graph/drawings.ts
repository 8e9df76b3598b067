import type { Job } from '../../catalog/model.ts';
import type { Book } from '../book.ts';
import { type Reference, references } from './entity.ts';
import { type Edge, type Piece, pieces, type Size } from './pieces.ts';

/** The entity diagrams of one schema. */
export interface Drawing {
  schema: string;
  pieces: Piece<Reference>[];
  /** How many tables without a relation are in none of them. */
  left: number;
}

/** Diagrams of tables without any relation that are worth a page's length. */
const LONELY = 4;

/** What to draw of each schema with tables, in pieces that fit. */
export function drawings(book: Book, limit: Size): Drawing[] {
  return book.schemas.flatMap((schema) => {
    const tables = book.tablesIn(schema).map((relation) => relation.name);
    if (tables.length === 0) return [];
    const all = pieces(tables, references(book, tables), limit);
    const related = all.filter((piece) => piece.edges.length > 0);
    const lonely = all.filter((piece) => piece.edges.length === 0);
    const few = lonely.length <= LONELY;
    return [
      {
        schema,
        pieces: [...related, ...(few ? lonely : [])],
        left: few ? 0 : lonely.flatMap((piece) => piece.nodes).length,
      },
    ];
  });
}

/** Views and continuous aggregates as edges to what they read. */
export function lineageEdges(book: Book): Edge[] {
  return [...book.relations.keys()].flatMap((name) =>
    book.sourcesOf(name).map(({ reader, source }) => ({ from: reader, to: source })),
  );
}

/** What reads what, in pieces that fit. */
export function lineagePieces(book: Book, limit: Size): Piece<Edge>[] {
  const edges = lineageEdges(book);
  const nodes = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  return pieces(nodes, edges, limit).filter((piece) => piece.edges.length > 0);
}

/** The scheduled policy that brings a continuous aggregate up to date with the relation that it reads. */
export function refreshOf(book: Book, { from, to }: Edge): Job | undefined {
  if (book.aggregates.get(from)?.source !== to) return undefined;
  return book.jobsOf(from).find((job) => job.form === 'refresh policy' && job.scheduled);
}
