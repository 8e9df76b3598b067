import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runLint } from '../support/actionlint.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DIRECTORY = join(ROOT, '.github/workflows');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  uses?: string;
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  needs?: string | string[];
  if?: string;
  steps?: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: unknown;
  concurrency?: { group: string };
  jobs: Record<string, Job>;
}

const FILES = readdirSync(DIRECTORY).map((name) => {
  const text = readFileSync(join(DIRECTORY, name), 'utf8');
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([job, { steps = [] }]) => steps.map((step) => ({ job, ...step })));
  return { name, text, workflow, jobs, steps };
});

test('actionlint finds what is there to find', async () => {
  const text = 'on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{run: "echo ${{ github.event.issue.title }}"}]}}\n';
  const [found, ...others] = await runLint(text, '.github/workflows/bad.yml');
  expect(found).toMatchObject({ line: 2, message: expect.stringContaining('is potentially untrusted') });
  expect(others).toEqual([]);
});

test('the workflows that there are', () => {
  expect(FILES.map(({ name }) => name).sort()).toEqual([
    'check-dist.yml',
    'ci.yml',
    'codeql.yml',
    'package.yml',
    'pages.yml',
    'release.yml',
    'timescale_schema_backup.yml',
  ]);
});

describe.each(FILES)('$name', ({ name, text, workflow, jobs, steps }) => {
  test('actionlint finds nothing', async () => {
    const found = await runLint(text, `.github/workflows/${name}`);
    expect(found.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([]);
  });

  test('actions of others are pinned to a commit, with its version beside it', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    const others = uses.filter((line) => !/uses: \.\//.test(line));
    for (const line of others) expect(line).toMatch(/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('nothing is granted to all jobs, and each names what it needs', () => {
    expect(workflow.permissions).toEqual({});
    for (const [, job] of jobs) expect(job.permissions).toBeTypeOf('object');
  });

  test('jobs end by themselves, and runs do not pile up', () => {
    for (const [, job] of jobs) expect(job.uses ?? job['timeout-minutes']).toBeDefined();
    expect(workflow.concurrency?.group ?? ('workflow_call' in workflow.on ? 'of the caller' : '')).not.toBe('');
  });

  test('no checkout leaves credentials behind', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  test('values reach scripts as variables, never as text of the script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

test('one version of an action everywhere', () => {
  const pins = FILES.flatMap(({ text }) => [...text.matchAll(/uses: ([\w-]+\/[\w-]+)\S*@(\S+ # \S+)/g)]);
  const versions = Map.groupBy(pins, ([, action]) => action);
  for (const [action, found] of versions) {
    expect([action, ...new Set(found.map(([, , version]) => version))]).toHaveLength(2);
  }
});

test('the check to require waits for every other job of ci.yml', () => {
  const jobs = FILES.find(({ name }) => name === 'ci.yml')?.workflow.jobs ?? {};
  const { 'all-green': last, ...others } = jobs;
  expect(last?.if).toBe('always()');
  expect([last?.needs].flat().sort()).toEqual(Object.keys(others).sort());
});

test('the backup runs at two in the morning, on changes under sql/ and by hand, and alone may push', () => {
  const backup = FILES.find(({ name }) => name === 'timescale_schema_backup.yml');
  expect(backup?.workflow.on).toEqual({
    schedule: [{ cron: '0 2 * * *' }],
    push: { branches: ['main'], paths: ['sql/**', '!sql/schema/**', 'timescale-ci.yml'] },
    workflow_dispatch: null,
  });
  expect(backup?.steps.map(({ uses }) => uses)).toContain('./');
  const writers = FILES.filter(({ jobs }) => jobs.some(([, job]) => job.permissions?.['contents'] === 'write'));
  expect(writers.map(({ name }) => name).sort()).toEqual(['release.yml', 'timescale_schema_backup.yml']);
});

test('the action from the checkout gets inputs and gives outputs that it has', () => {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Record<'inputs' | 'outputs', object>;
  const own = FILES.flatMap(({ steps }) => steps).filter(({ uses }) => uses === './');
  expect(own.length).toBeGreaterThan(1);
  for (const step of own)
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  const read = FILES.flatMap(({ text }) =>
    [...text.matchAll(/steps\.schema\.outputs\.([\w-]+)/g)].map(([, name]) => name),
  );
  expect(read.length).toBeGreaterThan(0);
  expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(read));
});

test('dependabot waits some days before it believes in a release', () => {
  const { updates } = parse(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')) as {
    updates: { 'package-ecosystem': string; cooldown: { 'default-days': number } }[];
  };
  expect(updates.map((one) => one['package-ecosystem']).sort()).toEqual(['github-actions', 'npm']);
  for (const { cooldown } of updates) expect(cooldown['default-days']).toBeGreaterThanOrEqual(7);
});
