import { blocks, fence, folded } from '../../markdown/blocks.ts';
import { code, htmlCode } from '../../markdown/code.ts';
import { withoutSchema } from '../../sql/names.ts';
import { count } from '../../words/count.ts';
import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';
import { entityDiagram, type Reference, references } from '../mermaid/entities.ts';
import { type Piece, pieces } from '../mermaid/pieces.ts';

/** More entities than this, or more side by side, are too small to read. */
const READABLE = { nodes: 12, widest: 5 };

/** Diagrams of tables without any relation that are worth a page's length. */
const LONELY = 4;

/** An entity diagram for each schema with tables, in pieces that fit a screen; all but the first piece are folded. */
export function diagrams(book: Book): string | null {
  const parts = book.schemas.flatMap((schema) => ofSchema(book, schema));
  return parts.length === 0 ? null : blocks(`## ${anchor('section', 'diagrams')}Tables and their relations`, ...parts);
}

function ofSchema(book: Book, schema: string): string[] {
  const tables = book.tablesIn(schema).map((relation) => relation.name);
  if (tables.length === 0) return [];
  const all = pieces(tables, references(book, tables), READABLE);
  const related = all.filter((piece) => piece.edges.length > 0);
  const lonely = all.filter((piece) => piece.edges.length === 0);
  const drawn = [...related, ...(lonely.length > LONELY ? [] : lonely)];
  const left = lonely.length > LONELY ? lonely.flatMap((piece) => piece.nodes).length : 0;
  const note = `${count(left, 'table')} of ${code(schema)} without foreign keys ${left === 1 ? 'is' : 'are'} not drawn.`;
  return [
    `**Schema ${code(schema)}**`,
    ...drawn.map((piece, i) => {
      const diagram = fence('mermaid', entityDiagram(book, schema, piece));
      return i === 0 ? diagram : folded(summary(piece), diagram);
    }),
    ...(left > 0 ? [note] : []),
  ];
}

function summary(piece: Piece<Reference>): string {
  return piece.nodes.map((name) => htmlCode(withoutSchema(name))).join(', ');
}
