import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RULES } from '../src/lint/rules/index.ts';
import { refusalRules } from '../src/lint/rules/refusals.ts';
import { type LintRule, SEVERITIES } from '../src/lint/types.ts';
import { compareNames } from '../src/sql/names.ts';
import { capital } from '../src/text.ts';

type Part = 'schema' | 'changes' | 'refused';

function partOf({ id, compares }: LintRule): Part {
  if (compares === true) return 'changes';
  return refusalRules.some((rule) => rule.id === id) ? 'refused' : 'schema';
}

/** The list of the rules with its tables in their places: gravest first, then by name. */
export function withRules(page: string): string {
  return page.replace(/<!-- rules: (\w+) -->[\s\S]*?<!-- \/rules -->/g, (_, part: string) => {
    const listed = RULES.filter((rule) => partOf(rule) === part).sort(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compareNames(a.id, b.id),
    );
    const rows = listed.map(({ id, severity, title }) => `| [\`${id}\`](${id}.md) | ${severity} | ${title} |`);
    const table = ['| rule | severity | finds |', '| --- | --- | --- |', ...rows].join('\n');
    return `<!-- rules: ${part} -->\n${table}\n<!-- /rules -->`;
  });
}

const ENDS: Record<Part, string> = {
  schema: '',
  changes: ', about what changed since the base',
  refused: ', known by the error of the server',
};

/** The page of a rule with its head: the name, what it finds and how grave that is. The rest is for people to write. */
export function withHead(rule: LintRule, page: string): string {
  const head = `# \`${rule.id}\`\n\n${capital(rule.title)}. **${capital(rule.severity)}**${ENDS[partOf(rule)]}.\n`;
  return head + page.replace(/^# [^\n]*\n\n[^\n]*\n/, '');
}

if (import.meta.main) {
  const directory = join(import.meta.dirname, '../docs/rules');
  const rewrite = async (name: string, change: (page: string) => string): Promise<void> => {
    const path = join(directory, name);
    await writeFile(path, change(await readFile(path, 'utf8')));
  };
  await rewrite('README.md', withRules);
  for (const rule of RULES) await rewrite(`${rule.id}.md`, (page) => withHead(rule, page));
}
