import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { starterWorkflow } from '../../../src/jobs/starter-workflow.ts';
import { runLint } from '../../support/actionlint.ts';

const ACTION = 'acme/timescale-ci@v1';

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
