import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { withoutSchema } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';
import { privilegeCell } from '../words/privileges.ts';

/** The upper end of a sequence that was given none. */
const LARGEST: { readonly [type: string]: string } = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
};

/** The sequences of a schema that stand on their own; those of a column are part of it. */
export function sequenceTable(book: Book, schema: string): string | null {
  const found = table(
    [
      'Sequence',
      'Type',
      'Start',
      'Increment',
      'Minimum',
      'Maximum',
      'Cache',
      'Notes',
      'Owner',
      'Grants',
      'Description',
    ],
    book
      .sequencesIn(schema)
      .map((sequence) => [
        `${anchor('sequence', sequence.name)}${code(withoutSchema(sequence.name))}`,
        code(sequence.type),
        text(sequence.start),
        text(sequence.increment),
        sequence.minimum === '1' ? '' : text(sequence.minimum),
        sequence.maximum === LARGEST[sequence.type] ? '' : text(sequence.maximum),
        sequence.cache === '1' ? '' : text(sequence.cache),
        [sequence.cycle ? 'cycles' : '', sequence.persistence === 'unlogged' ? 'unlogged' : '']
          .filter(Boolean)
          .join(', '),
        code(sequence.owner ?? ''),
        privilegeCell(sequence.privileges, sequence.owner, 'sequence'),
        text(book.describe(sequence) ?? ''),
      ]),
  );
  return found && blocks(`### Sequences of ${code(schema)}`, found);
}
