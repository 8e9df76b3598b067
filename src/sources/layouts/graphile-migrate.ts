import { UserError } from '../../errors.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { Folder } from '../folder.ts';
import { scriptOf, strays } from '../listing.ts';
import { commentsOf, missingPlaceholder, substitute } from '../sections.ts';
import type { Layout, ReadOptions } from '../types.ts';

const COMMITTED = /^committed\/\d+[^/]*\.sql$/;
const CURRENT = /^(current\.sql|current\/\d+[^/]*\.sql)$/;

export const graphileMigrate: Layout = {
  name: 'graphile-migrate',
  title: 'Graphile Migrate',
  files: '`committed/000001.sql`, `current.sql`',
  runs: '`committed/` by number, then `current`, with `:PLACEHOLDERS`',
  async recognise(folder) {
    if (!(await folder.folders()).includes('committed')) return undefined;
    const [first] = await folder.folder('committed').files(/^\d+.*\.sql$/);
    if (first !== undefined) return `committed/${first}`;
    return (await folder.has('current.sql')) ? 'current.sql' : undefined;
  },
  async list(folder, options) {
    const files = await folder.everyFile(/\.sql$/);
    const runs = [...files.filter((file) => COMMITTED.test(file)), ...files.filter((file) => CURRENT.test(file))];
    const scripts = runs.map(async (file, index) => {
      const text = await folder.text(file);
      if (CURRENT.test(file) && /^--!\s*include\b/m.test(text)) {
        throw new UserError(`${folder.display(file)} includes a fixture, which is not put in here`, {
          hint: 'Commit the migration (graphile-migrate commit), which puts it in.',
        });
      }
      return scriptOf(folder, file, replaced(text, folder, file, options), {
        name: 'Graphile Migrate',
        transaction: /^--!\s*no-transaction\b/m.test(text) ? 'none' : 'block',
        outside: 'Write "--! no-transaction" on the first line, with the statement alone in the file.',
        continues: index > 0,
      });
    });
    const actions = /"(beforeReset|afterReset|beforeAllMigrations|afterAllMigrations)"\s*:\s*(\[\s*[^\]\s]|"[^"]|\{)/;
    const gmrc = await folder.above('.gmrc', '.gmrc.jsonc');
    const action = actions.exec(gmrc?.text ?? '')?.[1];
    return {
      scripts: await Promise.all(scripts),
      left: strays(folder, files, runs, 'Graphile Migrate runs committed/ and current only'),
      warnings:
        action === undefined
          ? []
          : [`${action} of ${gmrc?.name} is not run: name its SQL before the migrations, source: { path: [DIR, …] }`],
    };
  },
};

function replaced(text: string, folder: Folder, file: string, { database, placeholders }: ReadOptions): string {
  const comments = commentsOf(text);
  const values: Record<string, string> = {
    DATABASE_NAME: quoteIdentifier(database),
    // Whoever builds the schema owns the database.
    DATABASE_OWNER: 'CURRENT_USER',
    ...Object.fromEntries(Object.entries(placeholders).map(([name, value]) => [name.replace(/^:/, ''), value])),
  };
  return substitute(text, /(?<![:\w]):([A-Z][0-9A-Z_]+)\b/g, (match) => {
    const name = match[1] ?? '';
    if (Object.hasOwn(values, name)) return values[name];
    if (comments.some(([start, end]) => start <= match.index && match.index < end)) return undefined;
    throw missingPlaceholder(name, folder.display(file), text, match.index);
  });
}
