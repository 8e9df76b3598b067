import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withChecks } from '../../scripts/describe-health.ts';

test('docs/health.md has the checks and thresholds of the code: npm run describe', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/health.md'), 'utf8');
  expect(withChecks(page)).toBe(page);
});
