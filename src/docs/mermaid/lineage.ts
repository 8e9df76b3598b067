import { every } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import type { Reading } from '../relations.ts';
import { nodeIds } from './ids.ts';
import { label } from './label.ts';
import type { Piece } from './pieces.ts';
import type { Edge } from './size.ts';

/** Views and continuous aggregates as edges to what they read. */
export function lineageEdges(book: Book): Edge[] {
  return [...book.relations.keys()].flatMap((name) =>
    book.sourcesOf(name).map(({ reader, source }: Reading) => ({ from: reader, to: source })),
  );
}

/** A Mermaid flowchart from raw tables to what is made of them; a refresh policy's schedule stands on its arrow. */
export function lineageDiagram(book: Book, piece: Piece<Edge>): string {
  const id = nodeIds();
  return [
    'flowchart LR',
    ...[...piece.nodes, ...piece.stubs].map((name) => `  ${id(name)}${shape(book, name)}`),
    ...piece.edges.map(({ from, to }) => `  ${id(to)} ${arrow(book, from, to)} ${id(from)}`),
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

function arrow(book: Book, reader: string, source: string): string {
  if (book.aggregates.get(reader)?.source !== source) return '-->';
  const refresh = book.jobsOf(reader).find((job) => job.form === 'refresh policy' && job.scheduled);
  return refresh === undefined ? '-->' : `-->|"${label(every(refresh))}"|`;
}
