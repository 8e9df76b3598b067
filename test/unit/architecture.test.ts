import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkFile, unusedExports } from '../../scripts/architecture.ts';
import { checkArchitecture, checkExports, readSources } from '../../scripts/check-architecture.ts';

test('src/ keeps to the rules', async () => {
  const violations = await checkArchitecture(join(import.meta.dirname, '../../src'));
  expect(violations.map(({ path, line, message }) => `src/${path}:${line}  ${message}`)).toEqual([]);
});

test('what is exported is read somewhere', async () => {
  const violations = await checkExports(join(import.meta.dirname, '../..'), ['src', 'test', 'scripts', 'bench']);
  expect(violations.map(({ path, line, message }) => `${path}:${line}  ${message}`)).toEqual([]);
});

describe('the glossary of docs/architecture.md', async () => {
  const root = join(import.meta.dirname, '../..');
  const page = await readFile(join(root, 'docs/architecture.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| `([\w/.-]+)` \| [^|]+ \| ([\w, ]*) ?\|$/gm)].map(
    ([, type = '', file = '', not = '']) => ({ type, file, not: not.split(',').map((word) => word.trim()) }),
  );
  const sources = await readSources(root, ['src']);

  test.each(rows)('$type is the name of one thing, in $file', ({ type, file }) => {
    const exported = [...sources].filter(([, text]) =>
      new RegExp(`^export (interface|type|class) ${type}\\b|^export type \\{[^}]*\\b${type}\\b`, 'm').test(text),
    );
    expect(exported.map(([path]) => path)).toEqual([`src/${file}`]);
  });

  test('has the words that the code uses', () => {
    expect(rows.length).toBeGreaterThan(15);
    const unwanted = new Map(rows.flatMap(({ type, not }) => not.filter(Boolean).map((word) => [word, type])));
    // Plurals are the same word.
    const partsOf = (name: string): string[] =>
      name
        .split(/[^A-Za-z]|(?<=[a-z])(?=[A-Z])/)
        .flatMap((part) => [part.toLowerCase(), part.toLowerCase().replace(/s$/, '')]);
    const wrong = [...sources].flatMap(([path, text]) => {
      const names = [...text.matchAll(/^export (?:async )?(?:interface|type|class|const|function\*?) (\w+)/gm)];
      return [path, ...names.map(([, name = '']) => name)].flatMap((name) =>
        partsOf(name)
          .filter((part) => unwanted.has(part))
          .map((part) => `${path}: ${name} says "${part}", see ${unwanted.get(part)} in the glossary`),
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('the recipes of src/README.md', async () => {
  const src = join(import.meta.dirname, '../../src');
  const page = await readFile(join(src, 'README.md'), 'utf8');
  const recipes = page
    .split(/^## /m)
    .slice(1)
    .map((text) => ({
      name: text.split('\n')[0] ?? '',
      steps: [...text.matchAll(/^\d+\. `(\w+)` \(`([\w/.-]+)`\)/gm)].map(([, name = '', file = '']) => ({
        name,
        file,
      })),
    }));
  const named = [...page.matchAll(/`(\w+)` \(`([\w/.-]+)`\)/g)].map(([, name = '', file = '']) => ({ name, file }));

  test.each(named)('$name is exported by $file', async ({ name, file }) => {
    const text = await readFile(join(src, file), 'utf8');
    expect(text).toMatch(new RegExp(`^export (async )?(function|const|class) ${name}\\b`, 'm'));
  });

  test.each(recipes)('$name: no longer than twelve steps, each called by one above it', async ({ steps }) => {
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.length).toBeLessThanOrEqual(12);
    const above: string[] = [];
    for (const { name, file } of steps) {
      const call = new RegExp(`^import [^;]*\\b${name}\\b`, 'm');
      if (above.length > 0) expect([name, above.some((text) => call.test(text))]).toEqual([name, true]);
      above.push(await readFile(join(src, file), 'utf8'));
    }
  });
});

test('an export that nobody reads is named, with types left alone', () => {
  const files = new Map([
    ['a.ts', 'export interface A {}\nexport const used = 1;\nexport function idle() {}\n'],
    ['b.ts', "import { used } from './a.ts';\nconst b = used;\n"],
  ]);
  expect(unusedExports(files)).toEqual([{ path: 'a.ts', line: 3, message: 'exports idle, which nothing reads' }]);
});

const messages = (path: string, source: string): string[] =>
  checkFile(path, source).map(({ line, message }) => `${line}: ${message}`);

describe('an arrow that is not in the table', () => {
  test.each([
    ['a static import', "import { x } from '../workflows/backup.ts';"],
    ['a type import', "import type { X } from '../workflows/backup.ts';"],
    ['an import for its effects', "import '../workflows/backup.ts';"],
    ['a re-export', "export * from '../workflows/backup.ts';"],
    ['a named re-export', "export { x } from '../workflows/backup.ts';"],
    ['a dynamic import', "const x = await import('../workflows/backup.ts');"],
    ['the type of a module', "type X = typeof import('../workflows/backup.ts');"],
    ['a detour', "import { x } from './../../src/workflows/../workflows/backup.ts';"],
    ['double quotes', 'import { x } from "../workflows/backup.ts";'],
  ])('is found in %s', (_, source) => {
    expect(messages('dump/compose.ts', source)).toEqual(['1: dump may not import workflows']);
  });

  test('is named with the line of its path, in an import over several lines', () => {
    const source = "/* one */\nimport {\n  a,\n  b,\n} from '../cli/main.ts';\n";
    expect(messages('workflows/backup.ts', source)).toEqual(['5: workflows may not import cli']);
  });

  test('is found at any depth', () => {
    expect(messages('lint/rules/x.ts', "import { y } from '../../engine/types.ts';")).toEqual([
      '1: lint may not import engine',
    ]);
    expect(messages('lint/rules/x.ts', "import { y } from '../severity.ts';")).toEqual([]);
  });

  test('leads from one shell to the other, and out of src/', () => {
    expect(messages('cli/main.ts', "import { x } from '../action/main.ts';")).toEqual(['1: cli may not import action']);
    expect(messages('cli/main.ts', "import { x } from '../../test/x.ts';")).toEqual([
      '1: imports ../../test/x.ts, outside of src/',
    ]);
  });

  test('leads up from the floor, or along it', () => {
    expect(messages('errors.ts', "import { x } from './sql/quote.ts';")).toEqual(['1: errors.ts may not import sql']);
    expect(messages('sql/lex.ts', "import { x } from './token.ts';")).toEqual([]);
    expect(messages('errors.ts', "import { x } from './dump/x.ts';")).toEqual(['1: errors.ts may not import dump']);
    expect(messages('sql/lex.ts', "import { x } from '../catalog/x.ts';")).toEqual(['1: sql may not import catalog']);
  });
});

test('arrows of the table are free', () => {
  expect(
    messages('proof/round-trip.ts', "import { x } from '../dump/x.ts';\nimport { UserError } from '../errors.ts';"),
  ).toEqual([]);
  expect(
    messages('cli/main.ts', "import { x } from '../workflows/x.ts';\nimport { y } from '../engine/y.ts';"),
  ).toEqual([]);
  expect(messages('dump/x.ts', "import { readFile } from 'node:fs/promises';\nimport pg from 'pg';")).toEqual([]);
});

test('some arrows carry types only', () => {
  const ask = '"import type"';
  expect(messages('catalog/x.ts', "import type { Session } from '../engine/types.ts';")).toEqual([]);
  expect(messages('catalog/x.ts', "type E = typeof import('../engine/types.ts');")).toEqual([]);
  expect(messages('catalog/x.ts', "import { start } from '../engine/embedded.ts';")).toEqual([
    `1: catalog may import only types of engine: use ${ask}`,
  ]);
  expect(messages('catalog/x.ts', "import type from '../engine/types.ts';")).toHaveLength(1);
});

test('comments and strings import nothing', () => {
  const source = [
    "// import { x } from '../workflows/x.ts';",
    '/*',
    "import { x } from '../workflows/x.ts';",
    ' * process.env */',
    "const url = 'http://x'; // process.stdout",
    "const text = 'see import x from ../workflows/x.ts';",
  ].join('\n');
  expect(messages('dump/x.ts', source)).toEqual([]);
});

describe('below the shells', () => {
  test.each([
    ['process.env.HOME;', 'uses process.env'],
    ["process.stdout.write('x');", 'uses process.stdout'],
    ["process\n  .stderr.write('x');", 'uses process.stderr'],
    ["console.log('x');", 'uses console.log'],
    ["import { env } from 'node:process';", 'imports node:process'],
    ["import * as core from '@actions/core';", 'imports @actions/core'],
    ["await import('@actions/core');", 'imports @actions/core'],
  ])('%j is refused', (source, message) => {
    expect(messages('workflows/x.ts', source)).toEqual([`1: ${message}, which only src/action and src/cli may`]);
    expect(messages('action/x.ts', source)).toEqual([]);
    expect(messages('cli/x.ts', source)).toEqual([]);
  });

  test('process.pid and the like are free', () => {
    expect(messages('history/x.ts', 'process.kill(process.pid, 0);')).toEqual([]);
  });
});

test('a source file above 400 lines is named', () => {
  expect(messages('dump/x.ts', 'let x;\n'.repeat(400))).toEqual([]);
  expect(messages('dump/x.ts', 'let x;\n'.repeat(401))).toEqual(['401: has 401 lines, more than 400: split it']);
});

test('a folder that nobody has placed is named', () => {
  expect(messages('utils/x.ts', '')).toEqual([
    '1: utils is not in the table of scripts/architecture.ts: give it a row',
  ]);
});
