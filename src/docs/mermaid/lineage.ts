import { every } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import { refreshOf } from '../graph/lineage.ts';
import type { Piece } from '../graph/pieces.ts';
import type { Edge } from '../graph/size.ts';
import { nodeIds } from './ids.ts';
import { label } from './label.ts';

/** A Mermaid flowchart from raw tables to what is made of them; a refresh policy's schedule stands on its arrow. */
export function lineageDiagram(book: Book, piece: Piece<Edge>): string {
  const id = nodeIds();
  return [
    'flowchart LR',
    ...[...piece.nodes, ...piece.stubs].map((name) => `  ${id(name)}${shape(book, name)}`),
    ...piece.edges.map((edge) => `  ${id(edge.to)} ${arrow(book, edge)} ${id(edge.from)}`),
  ].join('\n');
}

/** Cylinders hold raw rows, double-edged boxes are refreshed, round boxes are asked. */
function shape(book: Book, name: string): string {
  const title = `"${label(name)}"`;
  const form = book.relations.get(name)?.form;
  if (form === 'view') return `(${title})`;
  if (form === 'continuous aggregate' || form === 'materialized view') return `[[${title}]]`;
  return `[(${title})]`;
}

function arrow(book: Book, edge: Edge): string {
  const refresh = refreshOf(book, edge);
  return refresh === undefined ? '-->' : `-->|"${label(every(refresh))}"|`;
}
