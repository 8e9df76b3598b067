import type { Job } from '../../catalog/model.ts';
import type { Lookup } from '../lookup.ts';
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
export function drawings(lookup: Lookup, limit: Size): Drawing[] {
  return lookup.schemas.flatMap((schema) => {
    const tables = lookup.tablesIn(schema).map((relation) => relation.name);
    if (tables.length === 0) return [];
    const all = pieces(tables, references(lookup, tables), limit);
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
export function lineageEdges(lookup: Lookup): Edge[] {
  return [...lookup.relations.keys()].flatMap((name) =>
    lookup.sourcesOf(name).map(({ reader, source }) => ({ from: reader, to: source })),
  );
}

/** What reads what, in pieces that fit. */
export function lineagePieces(lookup: Lookup, limit: Size): Piece<Edge>[] {
  const edges = lineageEdges(lookup);
  const nodes = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  return pieces(nodes, edges, limit).filter((piece) => piece.edges.length > 0);
}

/** The scheduled policy that brings a continuous aggregate up to date with the relation that it reads. */
export function refreshOf(lookup: Lookup, { from, to }: Edge): Job | undefined {
  if (lookup.aggregates.get(from)?.source !== to) return undefined;
  return lookup.jobsOf(from).find((job) => job.form === 'refresh policy' && job.scheduled);
}
