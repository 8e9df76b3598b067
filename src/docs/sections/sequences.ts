import { withoutSchema } from '../../sql/names.ts';
import { anchor, type Block, blocks, code, heading, prose, say, table } from '../content.ts';
import type { Lookup } from '../lookup.ts';
import { privilegeCell } from './security.ts';

/** The upper end of a sequence that was given none. */
const LARGEST: { readonly [type: string]: string } = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
};

/** The sequences of a schema that stand on their own; those of a `serial` or identity column are part of it. */
export function sequenceTable(lookup: Lookup, schema: string): readonly Block[] {
  const found = table(
    [
      'Sequence',
      'Type',
      'Start',
      'Increment',
      'Minimum',
      'Maximum',
      'Cache',
      'Owned by',
      'Notes',
      'Owner',
      'Grants',
      'Description',
    ],
    lookup
      .sequencesIn(schema)
      .map((sequence) => [
        [anchor('sequence', sequence.name), code(withoutSchema(sequence.name))],
        code(sequence.type),
        sequence.start,
        sequence.increment,
        sequence.minimum === '1' ? '' : sequence.minimum,
        sequence.maximum === LARGEST[sequence.type] ? '' : sequence.maximum,
        sequence.cache === '1' ? '' : sequence.cache,
        code(sequence.ownedBy ?? ''),
        [sequence.cycle ? 'cycles' : '', sequence.persistence === 'unlogged' ? 'unlogged' : '']
          .filter(Boolean)
          .join(', '),
        code(sequence.owner ?? ''),
        privilegeCell(sequence.privileges, sequence.owner, 'sequence'),
        prose(lookup.describe(sequence) ?? ''),
      ]),
  );
  return found === null ? [] : blocks(heading(3, say`Sequences of ${code(schema)}`), found);
}
