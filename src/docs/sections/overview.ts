import { count, enumerate } from '../../words/count.ts';
import { type Book, isStandardPublic } from '../book.ts';
import { type Block, blocks, code, firstLine, type Inline, link, paragraph, prose, say, table } from '../content.ts';
import { holdings } from './holdings.ts';

/** What this database is, in a sentence and a line for each schema. */
export function overview(book: Book): readonly Block[] {
  return blocks(
    paragraph(prose(book.options.comment ?? '')),
    paragraph(sentence(book)),
    table(
      ['Schema', 'Holds', 'Description'],
      book.schemas.map((schema) => [
        schemaLink(book, schema),
        holdings(book, [schema]).join(', '),
        comment(book, schema),
      ]),
    ),
  );
}

/** A link to a schema's part of the document. */
export function schemaLink(book: Book, schema: string): Inline {
  return hasPart(book, schema) ? link(code(schema), 'schema', schema) : code(schema);
}

/** Whether a schema has anything that the document describes, be it only who may use it. */
export function hasPart(book: Book, schema: string): boolean {
  const own = book.schemaObjects.get(schema);
  return (
    (own !== undefined && !isStandardPublic(own) && (own.owner !== null || own.privileges !== null)) ||
    (book.isShown('tables') && book.tablesIn(schema).length > 0) ||
    (book.isShown('views') && book.viewsIn(schema).length > 0) ||
    (book.isShown('functions') && book.routinesIn(schema).length > 0) ||
    (book.isShown('types') && book.typesIn(schema).length > 0) ||
    (book.isShown('sequences') && book.sequencesIn(schema).length > 0)
  );
}

function sentence(book: Book): Inline {
  const { model, options, schemas } = book;
  const database = code(options.database);
  const things = holdings(book, schemas);
  const jobs = model.jobs.length;
  const server = options.server;
  const on = server === undefined ? '' : `, on TimescaleDB ${server.timescaledb} and PostgreSQL ${server.postgres}`;
  if (things.length === 0) return say`Database ${database} holds no tables, views or functions yet${on}.`;
  const served =
    jobs === 0 ? '' : `, served by ${count(jobs, model.jobs.every((job) => job.form !== 'job') ? 'policy' : 'job')}`;
  return say`Database ${database}: ${enumerate(things)} in ${count(schemas.length, 'schema')}${served}${on}.`;
}

function comment(book: Book, name: string): Inline {
  return firstLine(book.describe(book.schemaObjects.get(name) ?? { name, comment: null }) ?? '');
}
