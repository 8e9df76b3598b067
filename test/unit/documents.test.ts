import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { PAGES as SITE_PAGES, slug } from '../../docs/site/pages.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { EXAMPLES, withOwner } from '../../scripts/describe-action.ts';
import { createProgram } from '../../src/cli/program.ts';
import { repository } from '../../src/cli/version.ts';
import { docsPage } from '../../src/documentation.ts';
import { SettingsSchema } from '../../src/settings/schema.ts';
import settingsSchema from '../../timescale-ci.schema.json' with { type: 'json' };
import { runLint } from '../support/actionlint.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = [...SITE_PAGES, 'src/README.md', ...globSync('examples/*/README.md', { cwd: ROOT })];
// Written by the tool itself, with links by ids that it makes.
const OWN_PAGES = PAGES.filter((page) => page !== 'sql/schema/README_latest.md');

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The fenced blocks of a page, with the line that each starts at, without the indent of a list. */
const blocks = OWN_PAGES.flatMap((page) => {
  const text = read(page);
  return [...text.matchAll(/^( *)```(.*)\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = '', language = '', body = ''], at) => ({
      page,
      line: lineOf(text, at),
      language,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
});

function lineOf(text: string, block: number): number {
  const fences = text.split('\n').flatMap((row, index) => (/^ *```/.test(row) ? [index + 1] : []));
  return fences[block * 2] ?? 0;
}

test('the front page ends before anybody is tired', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(150);
});

/** What a link of a page can lead to: its headings as GitHub numbers them, and the ids that it gives. */
function anchors(page: string): Set<string> {
  const text = read(page).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  const found = new Set([...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id));
  for (const [, heading = ''] of text.matchAll(/^#+ (.+)$/gm)) {
    const id = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
    for (let n = 0; ; n++) {
      const next = n === 0 ? id : `${id}-${n}`;
      if (found.has(next)) continue;
      found.add(next);
      break;
    }
  }
  return found;
}

test('every page that a message names is there, and is named by where a user finds it', () => {
  const sources = globSync('src/**/*.ts', { cwd: ROOT }).map((file) => [file, read(file)] as const);
  const named = sources.flatMap(([, text]) =>
    [...text.matchAll(/docsPage\('([^']+)'\)/g)].map(([, page = '']) => page),
  );
  expect(named).toContain('operations.md#troubleshooting');
  const broken = named.filter((name) => {
    const [page = '', anchor] = `docs/${name}`.split('#');
    return !existsSync(join(ROOT, page)) || (anchor !== undefined && !anchors(page).has(anchor));
  });
  expect(broken).toEqual([]);
  const bare = sources.filter(([, text]) => /^(?! *(\*|\/[/*])).*[\s'"`(]docs\/[\w/]+\.md/m.test(text));
  expect(bare.map(([file]) => file)).toEqual([]);
  expect(docsPage('settings.md')).toBe(`https://github.com/${repository}/blob/v1/docs/settings.md`);
});

test.each(PAGES)('every link of %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const broken = links
    .filter((target) => !/^(https?:|mailto:)/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : posix.join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchors(file).has(anchor);
    });
  expect(broken).toEqual([]);
});

test('the badges and addresses of the front page are of the owner that package.json names, who is named once', () => {
  const page = read('README.md');
  expect(page).toContain(`https://github.com/${repository}/actions/workflows/ci.yml/badge.svg`);
  expect(page).toContain(`https://www.npmjs.com/package/${packageJson.name}`);
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: ROOT }).map((form) => read(form));
  expect(forms.length).toBeGreaterThan(3);
  const others = [page, read('SECURITY.md'), read('CONTRIBUTING.md'), ...forms].flatMap((text) =>
    [...text.matchAll(/github\.com\/([\w.-]+\/timescale-ci)/g)].map(([, name]) => name),
  );
  expect(new Set(others)).toEqual(new Set([repository]));
});

test('every example uses the action of the owner that package.json names', () => {
  const pages = globSync(EXAMPLES, { cwd: ROOT });
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.filter((page) => withOwner(read(page)) !== read(page))).toEqual([]);
  expect(pages.filter((page) => /\bOWNER\//.test(read(page)))).toEqual([]);
});

test('every block says what it is', () => {
  const languages = ['console', 'ini', 'json', 'mermaid', 'sql', 'text', 'toml', 'yaml'];
  expect(blocks.filter(({ language }) => !languages.includes(language))).toEqual([]);
});

describe('every YAML of the documentation', () => {
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  const holds = ajv.compile({ ...settingsSchema, required: [] });

  test.each(blocks.filter(({ language }) => language === 'yaml'))('$page:$line holds', async ({ page, line, text }) => {
    const value: unknown = parse(text);
    const workflow = asWorkflow(value, text);
    if (workflow === null) {
      expect(SettingsSchema.partial().safeParse(value).error?.issues ?? []).toEqual([]);
      expect(holds(value), JSON.stringify(holds.errors)).toBe(true);
    } else expect(await runLint(workflow, `.github/workflows/${page.replaceAll('/', '-')}-${line}.yml`)).toEqual([]);
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
  /** The commands of a line of shell, without comments and without what follows a pipe or a redirection. */
  const commandsOf = (row: string): string[] =>
    row
      .replace(/\s#.*$/, '')
      .split(/ && | \| /)
      .map((command) => command.replace(/ [<>] .*$/, '').trim());
  const shown = blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ page, line, text }) =>
      text
        .split('\n')
        .flatMap((row, at) => (row.startsWith('$ ') ? [{ where: `${page}:${line + 1 + at}`, row: row.slice(2) }] : [])),
    )
    .flatMap(({ where, row }) => commandsOf(row).map((command) => ({ where, command })));
  // In the text, where it is whole: `npx timescale-ci COMMAND` and the like stand for any.
  const named = OWN_PAGES.flatMap((page) =>
    [...read(page).matchAll(/`((?:npx|npm|node|bash) [^`\n]*)`/g)].map(([, text = '']) => ({ where: page, text })),
  ).flatMap(({ where, text }) => commandsOf(text).map((command) => ({ where, command })));

  test('is found at all', () => {
    expect(shown.length).toBeGreaterThan(15);
    expect(named.length).toBeGreaterThan(15);
    const without = blocks.filter(({ language, text }) => language === 'console' && !/^\$ /m.test(text));
    expect(without).toEqual([]);
  });

  test.each([...shown, ...named])('$where: $command', async ({ command }) => {
    const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
      ([, ...parts]) => parts.find((part) => part !== undefined) ?? '',
    );
    expect(await faultOf(words)).toBe('');
  });
});

test('the page of the command line has every command, and each flag that it names is one', () => {
  const page = read('docs/command-line.md');
  const { commands } = createProgram();
  // The stack has a page of its own.
  const names = commands.map((command) => command.name()).filter((name) => !['stack', 'complete'].includes(name));
  const listed = [...page.matchAll(/^\| `([a-z][a-z-]*)[^`]*` \|/gm)].map(([, name = '']) => name);
  expect(listed.sort()).toEqual(names.sort());
  const known = commands.flatMap((command) => command.options.flatMap(({ long }) => long ?? []));
  const flags = [...page.matchAll(/`[^`\n]*`/g)].flatMap(([code]) => code.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? []);
  expect([...new Set(flags)].filter((flag) => ![...known, '--help'].includes(flag))).toEqual([]);
});

const PLACEHOLDER = /^[A-Z]+$/;
/** Programs of others, whose flags we do not know. */
const OTHERS = ['cd', 'createdb', 'docker', 'git', 'psql'];

/** What is wrong with a command of the documentation; empty where nothing is. */
async function faultOf([program = '', ...words]: string[]): Promise<string> {
  if (program === 'npx' && words[0] === 'timescale-ci') return usageFault(words.slice(1));
  if (program === 'npm' && words[0] === 'run') {
    const [script = '', ...rest] = words.slice(1).filter((word) => word !== '-s');
    if (!(script in packageJson.scripts)) return `package.json has no script ${script}`;
    return script === 'timescale-ci' ? usageFault(rest.slice(1)) : '';
  }
  if (program === 'npm')
    return ['ci', 'install', 'pack', 'publish', 'test'].includes(words[0] ?? '') ? '' : `npm ${words[0]}?`;
  const file = ['node', 'bash'].includes(program) ? (words[0] ?? '') : program;
  if (file.includes('/')) return existsSync(join(ROOT, file)) ? '' : `there is no ${file}`;
  return OTHERS.includes(file) || program === 'npx' ? '' : `${file} is no program that the documentation uses`;
}

/** What our command line says of arguments, without doing what they ask for. */
async function usageFault(words: string[]): Promise<string> {
  if (words.length === 0 || PLACEHOLDER.test(words[0] ?? '')) return '';
  const program = createProgram();
  const said: string[] = [];
  const silence = (command: Command): void => {
    command.configureOutput({ writeErr: (text) => said.push(text), writeOut: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    command.commands.forEach(silence);
  };
  silence(program);
  const exitCode = process.exitCode;
  try {
    await program.parseAsync(words, { from: 'user' });
    return '';
  } catch {
    return said.join('');
  } finally {
    process.exitCode = exitCode;
  }
}
