import { count, enumerate } from '../../format/count.ts';
import { type Block, blocks, code, firstLine, type Inline, link, paragraph, prose, say, table } from '../content.ts';
import { isStandardPublic, type Lookup } from '../lookup.ts';
import { holdings } from './holdings.ts';

/** What this database is, in a sentence and a line for each schema. */
export function overview(lookup: Lookup): readonly Block[] {
  return blocks(
    paragraph(prose(lookup.options.comment ?? '')),
    paragraph(sentence(lookup)),
    table(
      ['Schema', 'Holds', 'Description'],
      lookup.schemas.map((schema) => [
        schemaLink(lookup, schema),
        holdings(lookup, [schema]).join(', '),
        comment(lookup, schema),
      ]),
    ),
  );
}

/** A link to a schema's part of the document. */
export function schemaLink(lookup: Lookup, schema: string): Inline {
  return hasPart(lookup, schema) ? link(code(schema), 'schema', schema) : code(schema);
}

/** Whether a schema has anything that the document describes, be it only who may use it. */
export function hasPart(lookup: Lookup, schema: string): boolean {
  const own = lookup.schemaObjects.get(schema);
  return (
    (own !== undefined && !isStandardPublic(own) && (own.owner !== null || own.privileges !== null)) ||
    (lookup.isShown('tables') && lookup.tablesIn(schema).length > 0) ||
    (lookup.isShown('views') && lookup.viewsIn(schema).length > 0) ||
    (lookup.isShown('functions') && lookup.routinesIn(schema).length > 0) ||
    (lookup.isShown('types') && lookup.typesIn(schema).length > 0) ||
    (lookup.isShown('sequences') && lookup.sequencesIn(schema).length > 0)
  );
}

function sentence(lookup: Lookup): Inline {
  const { model, options, schemas } = lookup;
  const database = code(options.database);
  const things = holdings(lookup, schemas);
  const jobs = model.jobs.length;
  const server = options.server;
  const on = server === undefined ? '' : `, on TimescaleDB ${server.timescaledb} and PostgreSQL ${server.postgres}`;
  if (things.length === 0) return say`Database ${database} holds no tables, views or functions yet${on}.`;
  const served =
    jobs === 0 ? '' : `, served by ${count(jobs, model.jobs.every((job) => job.form !== 'job') ? 'policy' : 'job')}`;
  return say`Database ${database}: ${enumerate(things)} in ${count(schemas.length, 'schema')}${served}${on}.`;
}

function comment(lookup: Lookup, name: string): Inline {
  return firstLine(lookup.describe(lookup.schemaObjects.get(name) ?? { name, comment: null }) ?? '');
}
