import { lexemes, readName, statementHead } from '../sql/statement.ts';
import { errorAt } from './error.ts';
import type { ScriptFile } from './files.ts';
import { Source } from './source.ts';
import { split } from './split.ts';

const INTERNAL = '_timescaledb_internal';
/** What pg_dump writes of a hypertable besides its plain table: a trigger up to 2.22, and its chunks. */
const TRACES = /ts_insert_blocker|_hyper_\d+_\d+_chunk/;
/** With the rows of the catalogue, between timescaledb_pre_restore() and timescaledb_post_restore(), nothing is lost. */
const WHOLE = /^\s*(COPY|INSERT INTO) _timescaledb_catalog\.hypertable /m;

/**
 * Refuses a plain pg_dump of a TimescaleDB database, which restores without an error into tables that are no hypertables.
 *
 * @param files all scripts of the run: one of them may make the hypertables again
 * @throws ScriptError at the first trace of a hypertable that is lost
 */
export function refusePlainDump({ name, text }: ScriptFile, files: readonly ScriptFile[]): void {
  if (!TRACES.test(text) || files.some((file) => WHOLE.test(file.text))) return;
  const made = new Set(files.flatMap((file) => remade(file.text)));
  const source = new Source(name, text);
  const lost = [...traces(source)].filter(({ table }) => !made.has(table.at(-1) ?? ''));
  const [first] = lost;
  if (first === undefined) return;
  const tables = [...new Set(lost.filter(({ table }) => table[0] !== INTERNAL).map(({ table }) => table.join('.')))];
  const what = tables.length === 0 ? 'its hypertables are' : `${words(tables)} ${tables.length === 1 ? 'is' : 'are'}`;
  throw errorAt(source, first.offset, {
    message: `this is a plain pg_dump of a TimescaleDB database: ${what} lost, since pg_dump writes plain tables in their place`,
    hint:
      'Dump the database that it came from by "timescale-ci dump --database-url postgres://… -o FILE". Where that is gone, ' +
      'leave out ts_insert_blocker and the _hyper_ tables, and add the create_hypertable() calls, policies and aggregates.',
  });
}

function words(tables: readonly string[]): string {
  const more = tables.length - SHOWN;
  const list = tables.slice(0, SHOWN).join(', ');
  return `the ${tables.length === 1 ? 'hypertable' : 'hypertables'} ${list}${more > 0 ? ` and ${more} more` : ''}`;
}

const SHOWN = 10;

function* traces(source: Source): Generator<{ table: string[]; offset: number }> {
  for (const { sql, start } of statements(source)) {
    if (!TRACES.test(sql)) continue;
    const { verb, kind, name, on } = statementHead(sql);
    if (verb !== 'create') continue;
    if (kind === 'trigger' && name[0] === 'ts_insert_blocker') yield { table: on, offset: start };
    if (kind !== 'table' || name[0] !== INTERNAL || !TRACES.test(name[1] ?? '')) continue;
    const tokens = lexemes(sql);
    const inherits = tokens.findLastIndex(({ kind: one, text }) => one === 'word' && text.toLowerCase() === 'inherits');
    yield { table: inherits < 0 ? name : readName(tokens, inherits + 2).parts, offset: start };
  }
}

/** The statements of a script, as far as it can be read: what is wrong with it is said where it runs. */
export function* statements(source: Source): Generator<{ sql: string; start: number }> {
  try {
    for (const item of split(source, new Map())) if (item.kind === 'statement') yield item;
  } catch {
    return;
  }
}

/** The bare names that create_hypertable() is called with. */
function remade(text: string): string[] {
  return [...text.matchAll(/\bcreate_hypertable\s*\(\s*(?:\w+\s*(?:=>|:=)\s*)?'([^']+)'/gi)].flatMap(
    ([, name = '']) => readName(lexemes(name), 0).parts.at(-1) ?? [],
  );
}
