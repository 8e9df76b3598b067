import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { byName } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';

/** The extensions and the schema that each lives in. */
export function extensions(book: Book): string | null {
  const found = table(
    ['Extension', 'Schema'],
    [...book.model.extensions].sort(byName).map((extension) => [code(extension.name), code(extension.schema)]),
  );
  return found && blocks(`## ${anchor('section', 'extensions')}Extensions`, found);
}
