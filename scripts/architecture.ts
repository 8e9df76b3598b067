/** `types` stands for `import type` only. */
type Reach = 'all' | 'types';

/** Importable by everything, importing nothing of ours. */
const FLOOR = ['sql', 'text.ts', 'errors.ts', 'documentation.ts'];

const BELOW_WORKFLOWS = [
  'proof',
  'lint',
  'report',
  'plan',
  'dump',
  'diff',
  'docs',
  'health',
  'rehearse',
  'simulate',
  'catalog',
  'sources',
  'script',
  'engine',
  'history',
  'github',
  'stack',
  'data',
  'settings',
  'format',
  'markdown',
];

const all = (...folders: string[]): Record<string, Reach> =>
  Object.fromEntries(folders.map((folder) => [folder, 'all']));

/** The folders of src/ from the top down, each with what it may import besides itself and the floor. */
const ARROWS: Record<string, Record<string, Reach>> = {
  action: all('workflows', ...BELOW_WORKFLOWS),
  cli: all('workflows', ...BELOW_WORKFLOWS),
  workflows: all(...BELOW_WORKFLOWS),
  proof: { ...all('catalog', 'dump', 'diff', 'engine', 'script'), settings: 'types' },
  lint: all('catalog', 'diff', 'format'),
  report: {
    ...all('diff', 'lint', 'format', 'markdown', 'rehearse'),
    catalog: 'types',
    proof: 'types',
    plan: 'types',
    simulate: 'types',
  },
  plan: all('catalog', 'diff', 'dump', 'engine', 'script', 'proof'),
  dump: all('catalog', 'engine'),
  diff: all('catalog', 'format'),
  docs: all('catalog', 'diff', 'format', 'markdown'),
  health: { ...all('catalog', 'markdown'), engine: 'types', settings: 'types' },
  rehearse: all('catalog', 'diff', 'engine', 'script', 'simulate'),
  simulate: { ...all('catalog', 'diff', 'engine') },
  catalog: { engine: 'types' },
  sources: { ...all('script', 'format'), settings: 'types' },
  script: { engine: 'types' },
  engine: all('settings'),
  history: {},
  github: {},
  stack: { ...all('settings'), report: 'types' },
  data: { ...all('format', 'markdown'), engine: 'types', settings: 'types' },
  settings: {},
  format: all('catalog'),
  markdown: {},
  sql: {},
  'text.ts': {},
  'errors.ts': { 'documentation.ts': 'all' },
  'documentation.ts': {},
};

/** The only folders that may talk to the outside: everything below takes what it needs as arguments. */
const SHELLS = ['action', 'cli'];

const OUTSIDE: [RegExp, string][] = [
  [/\bprocess\s*\.\s*(stdout|stderr|stdin|env|argv)\b/, 'uses process.$1'],
  [/\bconsole\s*\.\s*(\w+)/, 'uses console.$1'],
  [/\bimport\b[^;]*\bfrom\s*'node:process'/, 'imports node:process'],
  [/['"]@actions\/core['"]/, 'imports @actions/core'],
];

const LONGEST_FILE = 400;

/** One broken rule: `path:line  message`. */
export interface Violation {
  path: string;
  line: number;
  message: string;
}

/**
 * The rules that one source file breaks.
 *
 * @param path of the file from src/, with slashes: `dump/compose.ts`
 * @param source its text
 */
export function checkFile(path: string, source: string): Violation[] {
  const folder = path.split('/')[0] ?? '';
  const found: Violation[] = [];
  const report = (line: number, message: string) => found.push({ path, line, message });

  if (!path.endsWith('.ts')) return found;
  const length = source.trimEnd().split('\n').length;
  if (length > LONGEST_FILE) report(length, `has ${length} lines, more than ${LONGEST_FILE}: split it`);

  const arrows = ARROWS[folder];
  if (!arrows) {
    report(1, `${folder} is not in the table of scripts/architecture.ts: give it a row`);
    return found;
  }
  const code = withoutComments(source);
  for (const { target, typeOnly, line } of importsOf(code)) {
    if (!target.startsWith('.')) continue;
    const to = new URL(target, `file:///src/${path}`).pathname.slice(1).split('/');
    if (to[0] !== 'src') {
      // The shells say which version they are, and messages which version's pages.
      if ([...SHELLS, 'documentation.ts'].includes(folder) && to.join('/') === 'package.json') continue;
      report(line, `imports ${target}, outside of src/`);
      continue;
    }
    const name = to[1] ?? '';
    const free = name === folder || (FLOOR.includes(name) && !FLOOR.includes(folder));
    const reach = free ? 'all' : arrows[name];
    if (reach === undefined) report(line, `${folder} may not import ${name}`);
    else if (reach === 'types' && !typeOnly)
      report(line, `${folder} may import only types of ${name}: use "import type"`);
  }
  if (!SHELLS.includes(folder)) {
    for (const [pattern, message] of OUTSIDE) {
      for (const match of code.matchAll(new RegExp(pattern, 'g'))) {
        report(
          lineAt(code, match.index),
          `${message.replace('$1', match[1] ?? '')}, which only src/action and src/cli may`,
        );
      }
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

/**
 * Values that a file exports and no other file names. Types are free: they belong to the signature that they stand in.
 *
 * @param files the text of every file that may import, by its path
 */
export function unusedExports(files: ReadonlyMap<string, string>): Violation[] {
  const readers = new Map<string, Set<string>>();
  for (const [path, source] of files) {
    for (const word of source.match(/\w+/g) ?? []) readers.set(word, (readers.get(word) ?? new Set()).add(path));
  }
  return [...files].flatMap(([path, source]) =>
    [...source.matchAll(/^export (?:async )?(?:const|function\*?|class) (\w+)/gm)]
      .filter(([, name = '']) => readers.get(name)?.size === 1)
      .map((match) => ({
        path,
        line: lineAt(source, match.index),
        message: `exports ${match[1]}, which nothing reads`,
      })),
  );
}

interface Import {
  target: string;
  typeOnly: boolean;
  line: number;
}

/** Static, dynamic and type imports and re-exports. TypeScript 7 has no interface for programs to ask, so by pattern. */
function importsOf(code: string): Import[] {
  const statement =
    /^[ \t]*(?:import|export)\b(?:(\s+type\b(?!\s*(?:,|from\b)))?[^;'"`]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
  const call = /(\btypeof\s+)?\bimport\(\s*['"]([^'"]+)['"]/g;
  return [statement, call].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      target: match[2] ?? '',
      typeOnly: match[1] !== undefined,
      line: lineAt(code, match.index + match[0].length),
    })),
  );
}

/** The text with comments blanked, line numbers kept. Strings stay, so that `'//'` in one does not start a comment. */
function withoutComments(source: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(token, (text) => (text.startsWith('/') ? text.replace(/[^\n]/g, ' ') : text));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
