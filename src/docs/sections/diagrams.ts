import { count } from '../../format/count.ts';
import { withoutSchema } from '../../sql/names.ts';
import { type Block, blocks, code, fence, folded, type Inline, join, paragraph, say, title } from '../content.ts';
import { type Drawing, drawings, lineagePieces } from '../graph/drawings.ts';
import type { Lookup } from '../lookup.ts';
import { entityDiagram, lineageDiagram } from '../mermaid.ts';

/** More entities than this, or more side by side, are too small to read. */
const READABLE_ENTITIES = { nodes: 12, widest: 5 };

/** An entity diagram for each schema with tables, in pieces that fit a screen; all but the first piece are folded. */
export function diagrams(lookup: Lookup): readonly Block[] {
  return drawings(lookup, READABLE_ENTITIES).flatMap((drawing) => ofSchema(lookup, drawing));
}

function ofSchema(lookup: Lookup, { schema, pieces, left }: Drawing): readonly Block[] {
  return blocks(
    title(say`Schema ${code(schema)}`),
    pieces.map((piece, i) => {
      const diagram = fence('mermaid', entityDiagram(lookup, schema, piece));
      return i === 0 ? diagram : folded(names(piece.nodes), diagram);
    }),
    notDrawn(schema, left),
  );
}

/** Says how many tables are in no diagram; null where all are. */
function notDrawn(schema: string, left: number): Block | null {
  if (left === 0) return null;
  const verb = left === 1 ? 'is' : 'are';
  return paragraph(say`${count(left, 'table')} of ${code(schema)} without foreign keys ${verb} not drawn.`);
}

function names(tables: readonly string[]): Inline {
  return join(
    tables.map((name) => code(withoutSchema(name))),
    ', ',
  );
}

/** More boxes than this, or more one above the other, don't fit a screen. */
const READABLE_BOXES = { nodes: 24, widest: 10 };

export const LEGEND =
  'Cylinders hold rows as they came in. Boxes with double edges are computed and stored, round ones are computed when asked.';

/** What is made of which raw table: a flowchart, in pieces that fit a screen; all but the first are folded. */
export function lineage(lookup: Lookup): readonly Block[] {
  const pieces = lineagePieces(lookup, READABLE_BOXES);
  if (pieces.length === 0) return [];
  return blocks(
    paragraph(LEGEND),
    pieces.map((piece, i) => {
      const diagram = fence('mermaid', lineageDiagram(lookup, piece));
      return i === 0 ? diagram : folded(join(piece.nodes.map(code), ', '), diagram);
    }),
  );
}
