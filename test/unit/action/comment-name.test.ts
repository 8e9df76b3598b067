import { expect, test } from 'vitest';
import { commentName } from '../../../src/action/comment-name.ts';

test.each<[Partial<Parameters<typeof commentName>[0]>, string, string]>([
  [{}, 'sql/schema', ''],
  [{ matrix: 'null' }, 'sql/schema', ''],
  [{ matrix: 'not JSON' }, 'sql/schema', ''],
  [{ 'working-directory': 'services/orders' }, 'sql/schema', 'services/orders'],
  [{}, 'sql/production', 'sql/production'],
  [{ matrix: '{"timescaledb":"2.14.2","pg":14}' }, 'sql/schema', '14 2.14.2'],
  [{ matrix: '{"pg":14,"timescaledb":"2.14.2"}' }, 'sql/schema', '14 2.14.2'],
  [{ 'comment-id': 'nightly', matrix: '{"pg":14}', 'working-directory': 'a' }, 'sql/schema', 'nightly'],
])('%j with %s is kept apart as "%s"', (inputs, directory, name) => {
  const all = { 'comment-id': '', 'working-directory': '.', matrix: undefined, ...inputs };
  expect(commentName(all, { 'schema-dir': directory })).toBe(name);
});
