import { expect, test } from 'vitest';
import { POLICIES, type PolicyForm } from '../../../src/catalog/policies.ts';
import { jobStatements } from '../../../src/dump/timescaledb/jobs.ts';
import { statementOf } from '../../../src/proof/statement-of.ts';
import { aPolicy } from '../../support/model.ts';

test.each(Object.keys(POLICIES) as PolicyForm[])('what a %s lost is shown at the statement that adds it', (form) => {
  const object = `${form} on public.trades`;
  const statements = (aPolicy(form, 'public.trades', {}).jobs ?? []).flatMap((job) =>
    jobStatements(job, 'public', true),
  );
  const text = ["SELECT public.other_call('public.trades'::regclass);", ...statements].join('\n');
  const difference = { kind: form, object, property: 'scheduled' } as Parameters<typeof statementOf>[1];
  expect(statementOf(text, difference)).toEqual({ line: 2, text: statements[0] });
});
