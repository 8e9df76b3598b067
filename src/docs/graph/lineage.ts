import type { Job } from '../../catalog/model.ts';
import type { Book } from '../book.ts';
import { type Piece, pieces } from './pieces.ts';
import type { Edge, Size } from './size.ts';

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
