import { byName } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, table } from '../content/block.ts';
import { code } from '../content/inline.ts';

/** The extensions and the schema that each lives in. */
export function extensions(book: Book): readonly Block[] {
  return blocks(
    table(
      ['Extension', 'Schema'],
      [...book.model.extensions].sort(byName).map((extension) => [code(extension.name), code(extension.schema)]),
    ),
  );
}
