import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = ['OUTPUT', 'ENV', 'PATH', 'STATE', 'STEP_SUMMARY'] as const;
type FileName = (typeof NAMES)[number];

/** The files through which a step speaks to its runner: made empty for each step, read when it ends. */
export interface EnvironmentFiles {
  /** GITHUB_OUTPUT and so on. */
  variables: Record<string, string>;
  /** The text of a file, and '' where the step took it away. */
  read(name: FileName): string;
}

export function createEnvironmentFiles(directory: string): EnvironmentFiles {
  mkdirSync(directory, { recursive: true });
  const paths = Object.fromEntries(NAMES.map((name) => [name, join(directory, name.toLowerCase())]));
  for (const path of Object.values(paths)) writeFileSync(path, '');
  return {
    variables: Object.fromEntries(Object.entries(paths).map(([name, path]) => [`GITHUB_${name}`, path])),
    read: (name) => {
      const path = paths[name] ?? '';
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    },
  };
}

/**
 * Reads pairs as a runner does: `name=value`, or `name<<delimiter`, lines, delimiter. The last of a name counts.
 *
 * @throws where a runner fails the step: another form, or an end that does not come
 */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, name, operator, rest] = /^(.*?)(<<|=)(.*)$/s.exec(line) ?? [];
    if (!name || operator === undefined || rest === undefined) throw new Error(`Invalid format '${line}'`);
    if (operator === '=') {
      pairs[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, at + 1);
    if (rest === '' || end === -1) throw new Error(`Matching delimiter not found '${rest}'`);
    pairs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return pairs;
}
