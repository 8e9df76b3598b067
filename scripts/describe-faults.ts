import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAULTS } from '../test/e2e/faults/index.ts';

/** docs/action-faults.md, from the table that test/e2e/faults.test.ts tries row by row. */
export function faultsPage(): string {
  const sections = Object.entries(FAULTS).map(([heading, faults]) => {
    const rows = faults.map(({ fault, outcome, code }) => row(fault, outcome, String(code)));
    return [
      `## ${heading}`,
      '',
      row('What goes wrong', 'What comes of it', 'Exit code'),
      '| --- | --- | --- |',
      ...rows,
      '',
    ];
  });
  return ['# What the action does when something goes wrong', '', ...ABOUT, '', ...sections.flat()].join('\n');
}

const ABOUT = [
  '<!-- Written by "npm run describe" from test/e2e/faults/. -->',
  '',
  'Each line is a test: the action runs as a runner starts it, in a checkout of a repository on disk, with the fault made',
  'before. After each of them no commit of anybody is lost on the remote, no token stands in the log, the summary or an',
  'output, and no process, lock or temporary file is left.',
];

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

if (import.meta.main) await writeFile(join(import.meta.dirname, '../docs/action-faults.md'), faultsPage());
