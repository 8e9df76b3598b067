import { posix } from 'node:path';
import { Document } from 'yaml';

export interface WorkflowOptions {
  /** The branch whose versions count. */
  branch: string;
  /** Patterns of the init SQL, or the directories of a source. */
  init: readonly string[];
  schemaDir: string;
  /** The directory below the repository's root that the patterns are relative to; empty for the root. */
  directory?: string;
  /** A program builds the schema, and needs what a step before installs. */
  program?: boolean;
  /** What a step names to use the action: `owner/timescale-ci@v1`. */
  action: string;
}

/** The text of a workflow that checks pull requests and commits a version after each change, and every night. */
export function starterWorkflow({ branch, init, schemaDir, action, program, directory = '' }: WorkflowOptions): string {
  const install =
    program === true ? '      # Install here what the program of "build:" needs, such as: - run: npm ci\n' : '';
  const below = (path: string): string => (directory === '' ? path : posix.join(directory, path));
  const paths = [
    ...new Set(init.map((pattern) => below(directoryOf(pattern)))),
    `!${below(`${schemaDir}/**`)}`,
    below('timescale-ci.yml'),
  ];
  const own = directory === '' ? '' : `-${slugOf(directory)}`;
  const where = directory === '' ? '' : `        with:\n          working-directory: ${quoted(directory)}\n`;
  const list = paths.map((path) => `      - ${quoted(path)}`).join('\n');
  return `# Builds the schema on a throwaway TimescaleDB, proves that its dump restores, documents it and commits a version of it.
name: ${directory === '' ? 'Database schema' : quoted(`Database schema of ${directory}`)}
on:
  push:
    branches: [${quoted(branch)}]
    paths:
${list}
  pull_request:
    types: [opened, synchronize, reopened, labeled, unlabeled] # a label may approve what a change does
    paths:
${list}
  schedule:
    - cron: '0 2 * * *' # 02:00 UTC
  workflow_dispatch:
permissions: {}
concurrency:
  group: schema${own}-\${{ github.ref }}
jobs:
  schema:
    runs-on: ubuntu-latest
    permissions:
      contents: write # to commit the version
      pull-requests: write # for the comment on a pull request
    steps:
      - uses: actions/checkout@v7
${install}      - uses: ${action} # pin it to a commit, as any action
${where}`;
}

/** A directory as a part of a name. */
export function slugOf(directory: string): string {
  return directory.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '');
}

/** What changes of a pattern's files touch: its directory, or the file itself. */
function directoryOf(pattern: string): string {
  if (pattern === '.') return '**';
  const wild = pattern.search(/[*?[{]/);
  if (wild < 0) return /\.sql$/i.test(pattern) ? pattern : `${pattern.replace(/\/$/, '')}/**`;
  const directory = pattern.slice(0, pattern.lastIndexOf('/', wild) + 1);
  return directory === '' ? pattern : `${directory}**`;
}

function quoted(text: string): string {
  const document = new Document(text);
  return document.toString({ defaultStringType: 'QUOTE_SINGLE', lineWidth: 0 }).trimEnd();
}
