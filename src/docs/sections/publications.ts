import type { Publication } from '../../catalog/model.ts';
import { byName } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, code, type Inline, join, lines, paragraph, prose, say, table } from '../content.ts';
import { relationLink } from '../links.ts';
import { schemaLink } from './overview.ts';

const CHUNKS =
  'The rows of a hypertable are in its chunks: a subscriber receives those of the chunks that are published, which the hypertable alone does not tell.';

/** What is sent to subscribers. */
export function publications(book: Book): readonly Block[] {
  const found = table(
    ['Publication', 'Publishes', 'Operations', 'Notes', 'Owner', 'Description'],
    [...book.model.publications]
      .sort(byName)
      .map((publication) => [
        code(publication.name),
        contents(book, publication),
        publication.operations.join(', '),
        notes(publication),
        code(publication.owner ?? ''),
        prose(book.describe(publication) ?? ''),
      ]),
  );
  const hypertables = [...book.hypertables.keys()].flatMap((name) => book.relations.get(name) ?? []);
  const note = hypertables.some((relation) => book.publicationsOf(relation).length > 0) ? paragraph(CHUNKS) : null;
  return found === null ? [] : blocks(found, note);
}

function contents(book: Book, publication: Publication): Inline {
  if (publication.allTables) return 'all tables';
  const tables = publication.tables.map(({ table, columns, where }) => {
    const some = columns === null ? '' : say` (${join(columns.map(code), ', ')})`;
    return say`${relationLink(book, table)}${some}${where === null ? '' : say` where ${code(where)}`}`;
  });
  return lines([...publication.schemas.map((schema) => say`all tables of ${schemaLink(book, schema)}`), ...tables]);
}

function notes(publication: Publication): string {
  const words = [
    publication.viaRoot ? 'partitions are sent as their root table' : '',
    publication.generatedColumns === null ? '' : `generated columns: ${publication.generatedColumns}`,
  ];
  return words.filter(Boolean).join(', ');
}
