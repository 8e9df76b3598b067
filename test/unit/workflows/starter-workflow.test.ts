import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { starterWorkflow } from '../../../src/workflows/starter-workflow.ts';
import { runLint } from '../../support/actionlint.ts';

const ACTION = 'acme/timescale-ci@v1';

test('a workflow for a directory of a repository that has several', async () => {
  const text = starterWorkflow({
    branch: 'main',
    init: ['../shared/*.sql', 'db/migrations'],
    schemaDir: 'db/schema',
    action: ACTION,
    directory: 'services/it’s new',
  });
  expect(await runLint(text, '.github/workflows/timescale-ci.yml')).toEqual([]);
  const { name, on, concurrency, jobs } = parse(text);
  expect(name).toBe('Database schema of services/it’s new');
  expect(on.push.paths).toEqual([
    'services/shared/**',
    'services/it’s new/db/migrations/**',
    '!services/it’s new/db/schema/**',
    'services/it’s new/timescale-ci.yml',
  ]);
  expect(concurrency.group).toBe('schema-services-it-s-new-${{ github.ref }}');
  expect(jobs.schema.steps[1].with).toEqual({ 'working-directory': 'services/it’s new' });
});

test.each([
  ['main', ['sql/init/*.sql'], 'sql/schema', ['sql/init/**', '!sql/schema/**', 'timescale-ci.yml']],
  [
    'release/it’s',
    ['db/a b.sql', "db/it's/*.sql"],
    'db/out',
    ['db/a b.sql', "db/it's/**", '!db/out/**', 'timescale-ci.yml'],
  ],
  ['1.0', ['*.sql'], 'schema', ['*.sql', '!schema/**', 'timescale-ci.yml']],
  ['on', ['db/v{1,2}/*.sql', 'db/v*/x.sql', 'db'], 'db/schema', ['db/**', '!db/schema/**', 'timescale-ci.yml']],
])('a workflow for branch %s that runs when %j changes', async (branch, init, schemaDir, paths) => {
  const text = starterWorkflow({ branch, init, schemaDir, action: ACTION });
  expect(await runLint(text, '.github/workflows/timescale-ci.yml')).toEqual([]);
  const { on, jobs } = parse(text);
  expect(on.push).toEqual({ branches: [branch], paths });
  // A label that is given or taken away decides again.
  const types = ['opened', 'synchronize', 'reopened', 'labeled', 'unlabeled'];
  expect(on.pull_request).toEqual({ types, paths });
  expect(jobs.schema.steps.map((step: { uses: string }) => step.uses)).toEqual(['actions/checkout@v7', ACTION]);
});
