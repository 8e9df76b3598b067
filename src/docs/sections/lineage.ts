import { blocks, fence, folded } from '../../markdown/blocks.ts';
import { htmlCode } from '../../markdown/code.ts';
import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';
import { lineageDiagram, lineageEdges } from '../mermaid/lineage.ts';
import { pieces } from '../mermaid/pieces.ts';

/** More boxes than this, or more one above the other, don't fit a screen. */
const READABLE = { nodes: 24, widest: 10 };

/** What is made of which raw table: a flowchart, in pieces that fit a screen; all but the first are folded. */
export function lineage(book: Book): string | null {
  const edges = lineageEdges(book);
  if (edges.length === 0) return null;
  const nodes = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const drawn = pieces(nodes, edges, READABLE).filter((piece) => piece.edges.length > 0);
  return blocks(
    `## ${anchor('section', 'lineage')}Lineage`,
    'Cylinders hold rows as they came in. Boxes with double edges are computed and stored, round ones are computed when asked.',
    ...drawn.map((piece, i) => {
      const diagram = fence('mermaid', lineageDiagram(book, piece));
      return i === 0 ? diagram : folded(piece.nodes.map(htmlCode).join(', '), diagram);
    }),
  );
}
