import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { findSources } from '../src/sources/find.ts';
import { Folder } from '../src/sources/folder.ts';
import { readInit } from '../src/sources/init.ts';
import { LAYOUT_TABLE } from '../src/sources/layouts.ts';
import { readSource } from '../src/sources/read.ts';
import type { Layout } from '../src/sources/types.ts';
import { layoutProject } from '../test/support/layout-projects.ts';

const ROOT = join(import.meta.dirname, '..');

/** The table of the front page, one line a layout. */
function layoutsTable(): string {
  const rows = Object.values(LAYOUT_TABLE).map(
    ({ name, title, files, runs }) => `| [${capital(title)}](docs/sources/${name}.md) | ${files} | ${runs} |`,
  );
  return ['| Layout | Looks like | Runs |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The front page with the table in its place. */
export function withLayouts(page: string): string {
  return page.replace(
    /(<!-- layouts -->)[\s\S]*?(<!-- \/layouts -->)/,
    (_, start: string, end: string) => `${start}\n${layoutsTable()}\n${end}`,
  );
}

/** The guide of one layout: a small project, what `init` writes for it, and what then runs. All of it is read by the code. */
export async function layoutGuide(layout: Layout): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'timescale-ci-guide-'));
  try {
    const files = layoutProject(layout.name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), text);
    }
    const [found] = await findSources(await Folder.open(cwd, cwd));
    if (found === undefined) throw new Error(`${layout.name}: nothing is found`);
    const { settings } = found;
    const options = { database: 'energy' };
    const { scripts, left } =
      'source' in settings
        ? await readSource(settings.source, cwd, options)
        : await readInit(settings.init, cwd, options);
    const tool = scripts.find((script) => script.tool !== undefined)?.tool;
    return [
      '<!-- Written by "npm run describe" from src/sources/ and test/support/layout-projects.ts. -->',
      '',
      `# ${capital(layout.title)}`,
      '',
      `Recognised by: ${layout.files}. What runs: ${layout.runs}.`,
      '',
      ...Object.entries(files).flatMap(([path, text]) => [`\`${path}\``, '', fence(languageOf(path), text), '']),
      '`npx timescale-ci init` finds it and writes a timescale-ci.yml with',
      '',
      fence('yaml', stringify(settings)),
      '',
      ...(layout.name === 'plain' ? [PADDED, ''] : []),
      'and a workflow that runs when something there changes. `npx timescale-ci backup` then runs, in this order:',
      '',
      ...scripts.map((script, index) => `${index + 1}. \`${script.name}\``),
      '',
      ...(left.length === 0
        ? []
        : ['Left out, and said so:', '', ...left.map(({ name, why }) => `- \`${name}\`: ${why}`), '']),
      ...(tool === undefined
        ? [ALONE]
        : [TRANSACTIONS[tool.transaction], ...(tool.outside === '' ? [] : [OUTSIDE, tool.outside])]),
      ...(scripts.length < 2 ? [] : [scripts.at(-1)?.tool?.continues === true ? SESSION : SESSIONS]),
      '',
      'source' in settings && settings.source.endsWith('.sql')
        ? 'A migration that is added later is in it once its tool has written the file anew: commit both.'
        : 'A migration that is added later is taken without a change of settings.',
      '',
    ].join('\n');
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

const PADDED =
  '(Where the names sort as their numbers do, such as `001_a.sql`, `002_b.sql`, it writes `init: [db/*.sql]`, which runs ' +
  'the same scripts in the same order. `source: db` does so too, and still does when a number has a digit more.)';

const ALONE = 'Each statement runs by itself, as `psql -f` sends it.';

const TRANSACTIONS = {
  block: 'Each file runs in one transaction, as the tool runs it.',
  query:
    'Each file goes to the server as one query, as the tool sends it: a transaction where it has two statements or more.',
  none: ALONE,
  whole: 'All files that have not run yet are one transaction, as in the tool: here that is every file.',
};

const SESSION = 'What a file sets (`SET search_path`) holds in the next one: all have one session, as in the tool.';
const SESSIONS = 'Each file has a session of its own: what one sets (`SET search_path`) does not hold in the next.';

const OUTSIDE =
  'What fails in a transaction (a continuous aggregate `WITH DATA`, `CREATE INDEX CONCURRENTLY`) fails here too.';

function languageOf(path: string): string {
  return /\.(sql|json|toml|ini)$/.exec(path)?.[1] ?? 'text';
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function capital(text: string): string {
  return text.startsWith('a ') ? `A${text.slice(1)}` : text;
}

if (import.meta.main) {
  const readme = join(ROOT, 'README.md');
  await writeFile(readme, withLayouts(await readFile(readme, 'utf8')));
  await mkdir(join(ROOT, 'docs/sources'), { recursive: true });
  for (const layout of Object.values(LAYOUT_TABLE)) {
    await writeFile(join(ROOT, `docs/sources/${layout.name}.md`), await layoutGuide(layout));
  }
}
