import { expect, test } from 'vitest';
import { parseExactly } from '../../../src/catalog/exact-json.ts';
import type { Job } from '../../../src/catalog/model.ts';
import { needsStandIn } from '../../../src/dump/timescaledb/stand-in.ts';

const job = (config: string): Job => ({ config: parseExactly(config) }) as Job;

test.each([
  ['no refresh policy', '"20 days"', [], true],
  ['a window that starts after it', '"20 days"', ['"10 days"'], false],
  ['a window that starts before it', '"20 days"', ['"1 mon"'], true],
  ['a window that starts with it', '"1 mon"', ['"30 days"'], true],
  ['a window without a start', '"20 days"', ['null'], true],
  ['one window of two', '"20 days"', ['null', '"10 days"'], false],
  ['units of an integer column', '200', ['100'], false],
  ['the same units', '200', ['200'], true],
  ['units that differ in the last of many digits', '9007199254740993', ['9007199254740992'], false],
])('a columnstore policy beside %s', (_, after, starts, needed) => {
  const refreshes = starts.map((start) => job(`{"start_offset": ${start}, "end_offset": null}`));
  expect(needsStandIn(job(`{"compress_after": ${after}}`), refreshes)).toBe(needed);
});

test('a columnstore policy by creation time', () => {
  expect(needsStandIn(job('{"compress_created_before": "1 day"}'), [job('{"start_offset": "1 hour"}')])).toBe(true);
});
