import { expect, test } from 'vitest';
import type { PlanProof } from '../../../src/plan/prove.ts';
import type { Step } from '../../../src/plan/step.ts';
import { planSection } from '../../../src/report/plan-section.ts';

const step = (title: string, ...sql: string[]): Step => ({
  title,
  object: title,
  sql,
  class: 'locks',
  message: null,
  transaction: true,
  lock: 'SHARE on public.t',
  check: null,
  undo: [],
});
const PROOF: PlanProof = {
  proved: true,
  problems: [],
  buckets: 3,
  undo: null,
  rows: 24,
  tables: 1,
  chunks: 2,
  compressed: 0,
  untried: [],
};
const INDEX = 'CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);';
const plan = { steps: [step('create index public.i', INDEX)], refused: [], notes: [], proof: PROOF };

test('a plan is folded, with what each step costs and what was proved', () => {
  expect(planSection(plan, null)).toBe(
    '<details><summary><b>Plan</b>: 1 step (1 locks), proved on 24 rows, 2 chunks, 3 buckets</summary>\n\n' +
      '|  | Step | Class | Lock |\n| --- | --- | --- | --- |\n| 1 | create index public.i | locks | `SHARE on public.t` |\n\n' +
      `\`\`\`sql\n${INDEX}\n\`\`\`\n\n</details>`,
  );
  expect(planSection({ ...plan, steps: [] }, null)).toBeNull();
});

test('what people write otherwise is no difference, and what locks otherwise is one', () => {
  const own = (statement: string) => ({ files: ['2.sql'], statements: [statement], proof: PROOF });
  expect(planSection(plan, own('create index concurrently i on t (a)'))).toMatch(
    /<b>Its own migration<\/b> <code>2\.sql<\/code> reaches head with 24 rows in their places$/,
  );
  expect(planSection(plan, own('CREATE INDEX i ON t (a)'))).toContain(
    'reaches head with 24 rows in their places; the plan does it otherwise in 1 statement</summary>',
  );
});

test('what is not planned, and text of the schema, cannot break out', () => {
  const hostile = '</details><script>`|\n@everybody';
  const section = planSection(
    { steps: [step(hostile, hostile)], refused: [{ object: hostile, why: hostile }], notes: [], proof: null },
    { files: [hostile], statements: [], proof: { ...PROOF, proved: false, problems: [hostile] } },
  );
  expect(section).toContain('1 change not planned');
  const open = (section ?? '').replace(/```sql[^]*?\n```/, '');
  // What is escaped by a backslash is text.
  const tags = open.match(/(?<!\\)<\/?\w+/g) ?? [];
  expect(tags.filter((tag) => tag === '</details')).toHaveLength(2);
  expect(tags).not.toContain('<script');
  expect(open).not.toContain('@everybody');
});
