import type { Book } from '../book.ts';
import { type Block, blocks, fence, folded, paragraph } from '../content/block.ts';
import { code, join } from '../content/inline.ts';
import { lineagePieces } from '../graph/lineage.ts';
import { lineageDiagram } from '../mermaid/lineage.ts';

/** More boxes than this, or more one above the other, don't fit a screen. */
const READABLE = { nodes: 24, widest: 10 };

export const LEGEND =
  'Cylinders hold rows as they came in. Boxes with double edges are computed and stored, round ones are computed when asked.';

/** What is made of which raw table: a flowchart, in pieces that fit a screen; all but the first are folded. */
export function lineage(book: Book): readonly Block[] {
  const pieces = lineagePieces(book, READABLE);
  if (pieces.length === 0) return [];
  return blocks(
    paragraph(LEGEND),
    pieces.map((piece, i) => {
      const diagram = fence('mermaid', lineageDiagram(book, piece));
      return i === 0 ? diagram : folded(join(piece.nodes.map(code), ', '), diagram);
    }),
  );
}
