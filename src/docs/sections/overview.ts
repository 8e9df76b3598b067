import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { firstLine, headingText, text } from '../../markdown/text.ts';
import { count, enumerate } from '../../words/count.ts';
import type { Book } from '../book.ts';
import { link } from '../markdown/anchor.ts';

import { isStandardPublic } from '../relations.ts';

import { holdings } from './holdings.ts';

/** What this database is, in a sentence and a line for each schema. */
export function overview(book: Book): string {
  const { options, schemas } = book;
  return blocks(
    `# ${headingText(options.title ?? options.database)}`,
    text(options.comment ?? ''),
    sentence(book),
    table(
      ['Schema', 'Holds', 'Description'],
      schemas.map((schema) => [schemaLink(book, schema), holdings(book, [schema]).join(', '), comment(book, schema)]),
    ),
    source(book),
  );
}

/** A link to a schema's part of the page. */
export function schemaLink(book: Book, schema: string): string {
  return hasPart(book, schema) ? link(code(schema), 'schema', schema) : code(schema);
}

/** Whether a schema has anything that the page describes, be it only who may use it. */
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

function sentence(book: Book): string {
  const { model, options, schemas } = book;
  const things = holdings(book, schemas);
  const jobs = model.jobs.length;
  const server = options.server;
  const on = server === undefined ? '' : `, on TimescaleDB ${server.timescaledb} and PostgreSQL ${server.postgres}`;
  if (things.length === 0) return `Database ${code(options.database)} holds no tables, views or functions yet${on}.`;
  const served =
    jobs === 0 ? '' : `, served by ${count(jobs, model.jobs.every((job) => job.form !== 'job') ? 'policy' : 'job')}`;
  return `Database ${code(options.database)}: ${enumerate(things)} in ${count(schemas.length, 'schema')}${served}${on}.`;
}

function comment(book: Book, name: string): string {
  return firstLine(book.describe(book.schemaObjects.get(name) ?? { name, comment: null }) ?? '');
}

function source({ options }: Book): string {
  const file = options.schemaFile ?? 'schema_latest.sql';
  const address = encodeURI(file).replace(/[()#?]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `<sub>Written by timescale-ci from [${code(file)}](${address}), schema ${code(options.fingerprint.slice(0, 8))}. Changes to this page are lost: comment the objects in SQL instead.</sub>`;
}
