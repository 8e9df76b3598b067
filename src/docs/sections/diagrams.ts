import { withoutSchema } from '../../sql/names.ts';
import { count } from '../../words/count.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, fence, folded, paragraph, title } from '../content/block.ts';
import { code, type Inline, join, say } from '../content/inline.ts';
import { type Drawing, drawings } from '../graph/drawings.ts';
import { entityDiagram } from '../mermaid/entities.ts';

/** More entities than this, or more side by side, are too small to read. */
const READABLE = { nodes: 12, widest: 5 };

/** An entity diagram for each schema with tables, in pieces that fit a screen; all but the first piece are folded. */
export function diagrams(book: Book): readonly Block[] {
  return drawings(book, READABLE).flatMap((drawing) => ofSchema(book, drawing));
}

function ofSchema(book: Book, { schema, pieces, left }: Drawing): readonly Block[] {
  return blocks(
    title(say`Schema ${code(schema)}`),
    pieces.map((piece, i) => {
      const diagram = fence('mermaid', entityDiagram(book, schema, piece));
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
