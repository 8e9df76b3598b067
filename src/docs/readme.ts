import type { SchemaModel } from '../catalog/model.ts';
import { blocks } from '../markdown/blocks.ts';
import { type Book, openBook } from './book.ts';
import type { ReadmeOptions, Section } from './options.ts';
import { aggregates } from './sections/aggregates.ts';
import { calendar } from './sections/calendar.ts';
import { contents, jumps, type WrittenPart } from './sections/contents.ts';
import { coverage } from './sections/coverage.ts';
import { diagrams } from './sections/diagrams.ts';
import { extensions } from './sections/extensions.ts';
import { hypertables } from './sections/hypertables.ts';
import { lineage } from './sections/lineage.ts';
import { others } from './sections/others.ts';
import { overview } from './sections/overview.ts';
import { publications } from './sections/publications.ts';
import { roles } from './sections/roles.ts';
import { schemas } from './sections/schemas.ts';
import { settings } from './sections/settings.ts';

type Part = readonly [section: Section, title: string, write: (book: Book) => string | null];

/** What stands before the schemas, by the switch that is its anchor too. */
const FRONT: readonly Part[] = [
  ['hypertables', 'Hypertables', (book) => blocks(hypertables(book), aggregates(book))],
  ['policies', 'Policy calendar', calendar],
  ['diagrams', 'Tables and their relations', diagrams],
  ['lineage', 'Lineage', lineage],
];

/** What stands behind them. */
const BACK: readonly Part[] = [
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
  const front = write(book, FRONT);
  const back = write(book, BACK);
  const list = book.isShown('contents') ? contents(book, back) : '';
  const page = blocks(
    overview(book),
    jumps(book, list === '' ? front : [...front, { section: 'contents', title: 'Contents', body: list }]),
    ...front.map((part) => part.body),
    list,
    schemas(book),
    ...back.map((part) => part.body),
  );
  return `${page}\n`;
}

/** The parts that are turned on and have something to say. */
function write(book: Book, parts: readonly Part[]): WrittenPart[] {
  return parts.flatMap(([section, title, body]) => {
    const written = book.isShown(section) ? body(book) : null;
    return written === null || written === '' ? [] : [{ section, title, body: written }];
  });
}
