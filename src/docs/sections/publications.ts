import type { Publication } from '../../catalog/model.ts';
import { byName } from '../../sql/names.ts';
import { type Block, blocks, code, type Inline, join, lines, paragraph, prose, say, table } from '../content.ts';
import { relationLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { schemaLink } from './overview.ts';

const CHUNKS =
  'The rows of a hypertable are in its chunks: a subscriber receives those of the chunks that are published, which the hypertable alone does not tell.';

/** What is sent to subscribers. */
export function publications(lookup: Lookup): readonly Block[] {
  const found = table(
    ['Publication', 'Publishes', 'Operations', 'Notes', 'Owner', 'Description'],
    [...lookup.model.publications]
      .sort(byName)
      .map((publication) => [
        code(publication.name),
        contents(lookup, publication),
        publication.operations.join(', '),
        notes(publication),
        code(publication.owner ?? ''),
        prose(lookup.describe(publication) ?? ''),
      ]),
  );
  const hypertables = [...lookup.hypertables.keys()].flatMap((name) => lookup.relations.get(name) ?? []);
  const note = hypertables.some((relation) => lookup.publicationsOf(relation).length > 0) ? paragraph(CHUNKS) : null;
  return found === null ? [] : blocks(found, note);
}

function contents(lookup: Lookup, publication: Publication): Inline {
  if (publication.allTables) return 'all tables';
  const tables = publication.tables.map(({ table, columns, where }) => {
    const some = columns === null ? '' : say` (${join(columns.map(code), ', ')})`;
    return say`${relationLink(lookup, table)}${some}${where === null ? '' : say` where ${code(where)}`}`;
  });
  return lines([...publication.schemas.map((schema) => say`all tables of ${schemaLink(lookup, schema)}`), ...tables]);
}

function notes(publication: Publication): string {
  const words = [
    publication.viaRoot ? 'partitions are sent as their root table' : '',
    publication.generatedColumns === null ? '' : `generated columns: ${publication.generatedColumns}`,
  ];
  return words.filter(Boolean).join(', ');
}
