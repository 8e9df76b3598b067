import type { SchemaModel } from '../catalog/model.ts';
import { blocks } from '../markdown/blocks.ts';
import { type Book, openBook } from './book.ts';
import type { ReadmeOptions, Section } from './options.ts';
import { aggregates } from './sections/aggregates.ts';
import { calendar } from './sections/calendar.ts';
import { contents } from './sections/contents.ts';
import { coverage } from './sections/coverage.ts';
import { diagrams } from './sections/diagrams.ts';
import { hypertables } from './sections/hypertables.ts';
import { lineage } from './sections/lineage.ts';
import { others } from './sections/others.ts';
import { overview } from './sections/overview.ts';
import { publications } from './sections/publications.ts';
import { schemas } from './sections/schemas.ts';
import { extensions, roles, settings } from './sections/server.ts';

/** What stands behind the schemas: anchor and switch, title, text. */
const BACK: readonly (readonly [Section, string, (book: Book) => string | null])[] = [
  ['publications', 'Publications', publications],
  ['extensions', 'Extensions', extensions],
  ['roles', 'Roles', roles],
  ['settings', 'Database settings', settings],
  ['others', 'Other objects', others],
  ['coverage', 'Comment coverage', coverage],
];

/**
 * The page that describes a schema, as GitHub-flavoured Markdown. A function of its arguments alone: it holds no time,
 * no id and nothing of the server unless `options.server` names it.
 */
export function renderReadme(model: SchemaModel, options: ReadmeOptions): string {
  const book = openBook(model, options);
  const shown = (section: Section, write: (book: Book) => string | null): string | null =>
    book.isShown(section) ? write(book) : null;
  const back = BACK.map(([section, title, write]) => [section, title, shown(section, write)] as const);
  const page = blocks(
    overview(book),
    shown('hypertables', (one) => blocks(hypertables(one), aggregates(one))),
    shown('policies', calendar),
    shown('diagrams', diagrams),
    shown('lineage', lineage),
    shown('contents', (one) =>
      contents(
        one,
        back.filter(([, , text]) => text !== null).map(([id, title]) => [id, title]),
      ),
    ),
    schemas(book),
    ...back.map(([, , text]) => text),
  );
  return `${page}\n`;
}
