import { expect, test } from 'vitest';
import { type Outlook, outlookSection } from '../../../src/report/outlook.ts';
import { outlookPicture } from '../../../src/report/outlook-picture.ts';
import { badLines, simulationAsText } from '../../../src/report/simulate-text.ts';
import { parseDiagram } from '../../support/mermaid.ts';

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
  const same: Outlook = { bad: [fault], days: [{ date: '2026-01-01', tables: { 'public.m': table } }] };
  expect(outlookSection(same, same, 90)).toBeNull();
  const near: Outlook = {
    ...same,
    days: [{ date: '2026-01-01', tables: { 'public.m': { ...table, bytes: 9.11e9 } } }],
  };
  expect(outlookSection(same, near, 90)).toBeNull();
});

test('the first bad date, new faults with their lines, and what is larger', () => {
  const base: Outlook = { bad: [], days: [{ date: '', tables: { 'public.m': table, 'public.gone': table } }] };
  const head: Outlook = {
    bad: [fault],
    days: [{ date: '', tables: { 'public.m': { ...table, compressed: 0, bytes: 2e10 } } }],
  };
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

test('a fault names the line of each policy that has a part in it, in one line whatever they are called', () => {
  const also = { policy: 'retention policy', object: 'public."m\n|`"', file: 'sql/2.sql', line: 9 };
  const bad: Outlook['bad'] = [{ ...fault, object: 'public."h\u001b"', also }];
  expect(badLines(bad)).toEqual([
    '2026-01-08  sql/1.sql:4  public."h\\x1b": the bucket of 2026-01-01T00:00:00Z will never show all rows of public.m  (aggregate-missed)',
    '            The retention policy of public."m\\n|`" is at sql/2.sql:9.',
    '            Widen the window.',
  ]);
  const section = outlookSection({ bad: [], days: [] }, { bad, days: [] }, 90) ?? '';
  expect(section.split('\n').at(-1)).toContain(
    '(`sql/1.sql:4`). The retention policy of <code>public&#46;&#34;m␊&#124;&#96;&#34;</code> is at `sql/2.sql:9`.',
  );
  const days = [{ date: '2026-01-01', tables: { 'public."a\nb"': table }, aggregates: {}, failures: {}, runs: 0 }];
  const unfed = [{ hypertable: 'public."c\nd"', why: 'two\nlines' }];
  const text = simulationAsText({ start: '', days, unfed, unwatched: [], rowBytes: {} });
  expect(text.split('\n').map((line) => line.split('  ')[0])).toEqual([
    'public."a\\nb"',
    '',
    '',
    '',
    'public."c\\nd" got no rows: two\\nlines',
    '',
  ]);
});

test('two curves that part are drawn, and those that do not are not', async () => {
  const days = (end: number): Outlook['days'] =>
    Array.from({ length: 61 }, (_, i) => ({
      date: `day ${i}`,
      tables: { 'public.m': { ...table, bytes: Math.round((end * i) / 60) } },
    }));
  const section = outlookSection({ bad: [], days: days(1e9) }, { bad: [], days: days(4e9) }, 61) ?? '';
  const [, chart = ''] = section.split('```mermaid\n');
  expect(chart).toContain(
    'xychart-beta\n  title "Size of all hypertables: base grey, head green"\n  x-axis "day" 1 --> 61\n',
  );
  expect(chart).toContain('y-axis "GB" 0 --> 4.2');
  expect(await parseDiagram(chart.split('\n```')[0] ?? '')).toBe('xychart');
  const lines = [...chart.matchAll(/line \[(.*)\]/g)].map(([, list = '']) => list.split(', ').map(Number));
  expect(lines.map((line) => [line.length, line[0], line.at(-1)])).toEqual([
    [31, 0, 1],
    [31, 0, 4],
  ]);
  const same = { bad: [fault], days: days(1e9) };
  expect(outlookSection({ ...same, bad: [] }, same, 61)).not.toContain('mermaid');
});

test('both curves are one picture, with the first bad date, whatever an object is called', () => {
  const days = (end: number): Outlook['days'] =>
    Array.from({ length: 366 }, (_, i) => ({
      date: new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
      tables: { 'public.m': { ...table, bytes: Math.round((end * i) / 365) } },
    }));
  const object = `public."<b>&\n\u0007\uffff\u202e'${'長い'.repeat(60)}"`;
  const head: Outlook = { bad: [{ ...fault, date: '2026-07-02', object }], days: days(4e9) };
  const picture = outlookPicture({ bad: [], days: days(1e9) }, head);
  expect(picture).toContain('>base: 1.0 GB at the end, no bad date</text>');
  expect(picture).toContain('>head: 4.0 GB at the end, first bad date 2026-07-02</text>');
  const [, lower] = [...picture.matchAll(/class="curve (?:head|base)" points="(.*)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );
  expect([lower?.length, lower?.[0], lower?.at(-1)]).toEqual([92, [66.9, 223.9], [390, 181.5]]);
  expect(picture).toContain('<line class="date wrong of-head" x1="227.6"');
  // Its markup is ours alone, and each character one that XML knows.
  expect([...new Set([...picture.matchAll(/<(\w+)/g)].map(([, name]) => name))].sort()).toEqual([
    'desc',
    'line',
    'polyline',
    'rect',
    'style',
    'svg',
    'text',
    'title',
  ]);
  expect(picture.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]|&(?!#\d+;)/u);
  expect(picture).toContain('aggregate-missed public.&#34;&#60;b&#62;&#38;\\n\\x07');
  const flat = outlookPicture({ bad: [], days: [] }, { bad: [fault], days: [] });
  expect(flat).not.toContain('NaN');
});
