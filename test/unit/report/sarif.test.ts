import { expect, test } from 'vitest';
import { RULES } from '../../../src/lint/rules/index.ts';
import { findingsOf } from '../../../src/report/findings.ts';
import { sarifOf } from '../../../src/report/sarif.ts';

const options = { version: '1.2.3', rules: RULES };

test('findings keep rule, severity, place and remedy; each rule leads to its page', () => {
  const findings = findingsOf(
    {
      required: { unmet: [{ object: 'a.b', problem: 'does not exist', hint: null }], counts: {} },
      lint: [
        {
          rule: 'missing-comment',
          severity: 'notice',
          object: 'a."x y"',
          message: 'has no comment',
          hint: 'COMMENT ON …',
          file: 'sql/a b.sql',
          line: 7,
          column: 3,
          fix: { line: 7, from: '  CREATE 😀', to: '  create' },
        },
      ],
      proof: null,
    },
    (file) => `db/${file}`,
  );
  const [run] = JSON.parse(sarifOf(findings, options)).runs;
  const [unmet, comment] = run.results;
  expect(unmet).toMatchObject({ ruleId: 'required-object', level: 'error', message: { text: 'a.b does not exist' } });
  expect(unmet.locations[0].physicalLocation.artifactLocation.uri).toBe('timescale-ci.yml');
  expect(comment).toMatchObject({ ruleId: 'missing-comment', level: 'note' });
  expect(comment.message.text).toBe('a."x y": has no comment (missing-comment)\nCOMMENT ON …');
  expect(comment.locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'db/sql/a%20b.sql' },
    region: { startLine: 7, startColumn: 3 },
  });
  const [{ deletedRegion, insertedContent }] = comment.fixes[0].artifactChanges[0].replacements;
  // Columns count code points, as columnKind says.
  expect(deletedRegion).toEqual({ startLine: 7, startColumn: 1, endColumn: 11 });
  expect(insertedContent).toEqual({ text: '  create' });
  const rule = run.tool.driver.rules[comment.ruleIndex];
  expect(rule).toMatchObject({
    id: 'missing-comment',
    helpUri: 'https://github.com/timescale-ci/timescale-ci/blob/v1/docs/rules/missing-comment.md',
  });
});

test('what no rule found has a place too, and no rule', () => {
  const [run] = JSON.parse(sarifOf([{ severity: 'error', message: 'syntax error' }], options)).runs;
  expect(run.results[0].ruleId).toBeUndefined();
  expect(run.results[0].locations).toHaveLength(1);
});
