import type { Publication } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { byName } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { relationLink } from '../links.ts';
import { anchor } from '../markdown/anchor.ts';
import { schemaLink } from './overview.ts';

const CHUNKS =
  'The rows of a hypertable are in its chunks: a subscriber receives those of the chunks that are published, which the hypertable alone does not tell.';

/** What is sent to subscribers. */
export function publications(book: Book): string | null {
  const found = table(
    ['Publication', 'Publishes', 'Operations', 'Notes', 'Owner', 'Description'],
    [...book.model.publications]
      .sort(byName)
      .map((publication) => [
        code(publication.name),
        contents(book, publication),
        text(publication.operations.join(', ')),
        notes(publication),
        code(publication.owner ?? ''),
        text(book.describe(publication) ?? ''),
      ]),
  );
  const hypertables = [...book.hypertables.keys()].flatMap((name) => book.relations.get(name) ?? []);
  const note = hypertables.some((relation) => book.publicationsOf(relation).length > 0) ? CHUNKS : null;
  return found && blocks(`## ${anchor('section', 'publications')}Publications`, found, note);
}

function contents(book: Book, publication: Publication): string {
  if (publication.allTables) return 'all tables';
  const tables = publication.tables.map(({ table, columns, where }) => {
    const some = columns === null ? '' : ` (${columns.map(code).join(', ')})`;
    return `${relationLink(book, table)}${some}${where === null ? '' : ` where ${code(where)}`}`;
  });
  return [...publication.schemas.map((schema) => `all tables of ${schemaLink(book, schema)}`), ...tables].join('<br>');
}

function notes(publication: Publication): string {
  const words = [
    publication.viaRoot ? 'partitions are sent as their root table' : '',
    publication.generatedColumns === null ? '' : `generated columns: ${text(publication.generatedColumns)}`,
  ];
  return words.filter(Boolean).join(', ');
}
