import { expect, test } from 'vitest';
import { type Outlook, outlookSection } from '../../../src/report/outlook.ts';

const table = {
  rowsIn: 0,
  rowsDropped: 0,
  chunks: 12,
  compressed: 9,
  chunksDropped: 0,
  bytes: 9.1e9,
  bytesUncompressed: 2e10,
};
const fault: Outlook['bad'][number] = {
  kind: 'aggregate-missed',
  date: '2026-01-08',
  object: 'public.hourly',
  message: 'the bucket of 2026-01-01T00:00:00Z will never show all rows of public.m',
  hint: 'Widen the window.',
  near: [],
  file: 'sql/1.sql',
  line: 4,
};

test('a change that makes nothing else of the time to come is not told of', () => {
  const same: Outlook = { bad: [fault], tables: { 'public.m': table } };
  expect(outlookSection(same, same, 90)).toBeNull();
  const near: Outlook = { ...same, tables: { 'public.m': { ...table, bytes: 9.11e9 } } };
  expect(outlookSection(same, near, 90)).toBeNull();
});

test('the first bad date, new faults with their lines, and what is larger', () => {
  const base: Outlook = { bad: [], tables: { 'public.m': table, 'public.gone': table } };
  const head: Outlook = { bad: [fault], tables: { 'public.m': { ...table, compressed: 0, bytes: 2e10 } } };
  expect(outlookSection(base, head, 90)).toBe(
    [
      '**90 days simulated.** First bad date 2026-01-08, at the base none.',
      '',
      '- 2026-01-08 `public.hourly`: the bucket of 2026-01-01T00:00:00Z will never show all rows of public.m (`sql/1.sql:4`)',
      '',
      '| after 90 days | base | head |',
      '| --- | --- | --- |',
      '| `public.gone` | 9.1 GB, 12 chunks, 9 compressed | – |',
      '| `public.m` | 9.1 GB, 12 chunks, 9 compressed | 20.0 GB, 12 chunks, 0 compressed |',
    ].join('\n'),
  );
});
