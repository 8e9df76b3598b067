import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { EXAMPLES, withOwner } from '../../scripts/describe-action.ts';
import { createProgram } from '../../src/cli/program.ts';
import { SettingsSchema } from '../../src/settings/schema.ts';
import { runLint } from '../support/actionlint.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...['README', 'action', 'action-faults', 'command-line', 'documentation', 'dump', 'engines', 'files', 'operations'],
  ...['sql-tokens', 'name-patterns', 'env-files', 'stack-lock', 'docker', 'embedded-socket', 'README'].map(
    (name) => `decisions/${name}`,
  ),
  ...['drift', 'health', 'plan', 'pull-requests', 'recipes', 'settings', 'sources/programs', 'upgrade'],
].map((name) => (name.endsWith('.md') ? name : `docs/${name}.md`));

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The fenced blocks of a language in a page, with the line that each starts at. */
function blocks(page: string, language: string): { line: number; text: string }[] {
  const text = read(page);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[1] ?? '',
  }));
}

const yaml = PAGES.flatMap((page) => blocks(page, 'yaml').map((block) => ({ page, ...block })));
const shell = PAGES.flatMap((page) => blocks(page, 'console').map((block) => ({ page, ...block })));

test('the front page ends before anybody is tired', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(150);
});

test.each(PAGES)('every link of %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const broken = links
    .filter((target) => !/^(https?:|mailto:|#)/.test(target))
    .filter((target) => !existsSync(join(ROOT, dirname(page), target.split('#')[0] ?? '')));
  expect(broken).toEqual([]);
});

test('every example uses the action of the owner that package.json names', () => {
  const pages = globSync(EXAMPLES, { cwd: ROOT });
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.filter((page) => withOwner(read(page)) !== read(page))).toEqual([]);
  expect(pages.filter((page) => /\bOWNER\//.test(read(page)))).toEqual([]);
});

describe('every YAML of the documentation', () => {
  test.each(yaml)('$page:$line holds', async ({ page, line, text }) => {
    const value: unknown = parse(text);
    const workflow = asWorkflow(value, text);
    if (workflow === null) expect(SettingsSchema.partial().safeParse(value).error?.issues ?? []).toEqual([]);
    else expect(await runLint(workflow, `.github/workflows/${page.replaceAll('/', '-')}-${line}.yml`)).toEqual([]);
  });
});

/** A block as a whole workflow, made from the part of one that the page shows; null where it is a settings file. */
function asWorkflow(value: unknown, text: string): string | null {
  const indent = (by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
  const job = (body: string): string => `on: push\njobs:\n  schema:\n    runs-on: ubuntu-latest\n${body}`;
  if (Array.isArray(value)) return job(`    steps:\n${/^ {6}/.test(text) ? text : indent(6)}`);
  const keys = Object.keys(value as object);
  if (keys.includes('jobs')) return keys.includes('on') ? text : `on: push\n${text}`;
  return keys.includes('steps') || keys.includes('services') ? job(/^ {4}/.test(text) ? text : indent(4)) : null;
}

describe('every command of the documentation', () => {
  const commands = shell.flatMap(({ page, line, text }) =>
    text.split('\n').flatMap((row, at) => {
      const [, words] = /^\$ (?:npx timescale-ci|npm run -s timescale-ci --) ([^#|]*)/.exec(row) ?? [];
      return words === undefined ? [] : [{ where: `${page}:${line + 1 + at}`, words: words.trim() }];
    }),
  );

  test('is found at all', () => expect(commands.length).toBeGreaterThan(5));

  test.each(commands)('$where exists, with its flags: $words', ({ words }) => {
    let command: Command = createProgram();
    const rest = words.split(/\s+/);
    for (let next = find(command, rest[0]); next !== undefined; next = find(command, rest[0])) {
      command = next;
      rest.shift();
    }
    const flags = rest.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0]);
    const known = command.options.flatMap(({ long, short }) => [long, short]);
    expect(command.parent).not.toBeNull();
    expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
  });
});

function find(command: Command, name: string | undefined): Command | undefined {
  return command.commands.find((one) => one.name() === name);
}
