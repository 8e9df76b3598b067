import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  formatDetails,
  formatLine,
  formatMessage,
  formatPlain,
  formatRunning,
  formatSeconds,
  formatStep,
  type StepLine,
} from '../../../src/report/terminal.ts';
import { displayWidth, truncate, visible, wrap } from '../../../src/report/terminal-text.ts';

const plain = { colour: false };
const step = (line: Partial<StepLine>): StepLine => ({ mark: 'done', name: 'init', text: '', ...line });

describe('a step', () => {
  test('lines name, verdict and time up, the time ending at column 80', () => {
    const line = formatStep(step({ text: '3 files, 41 statements', seconds: 0.9 }), plain);
    expect(line).toBe(`  ✓ init       3 files, 41 statements${' '.repeat(38)}0.9 s`);
    expect(displayWidth(line)).toBe(80);
  });

  test.each([
    ['done', '  ✓ dump       x'],
    ['failed', '  ✗ dump       x'],
    ['unchanged', '  = dump       x'],
    ['warning', '  ! dump       x'],
  ] as const)('that is %s has its mark', (mark, line) => {
    expect(formatStep({ mark, name: 'dump', text: 'x' }, plain)).toBe(line);
  });

  test('without a verdict ends with its name', () => {
    expect(formatStep(step({}), plain)).toBe('  ✓ init');
  });

  test('is never wrapped in a log', () => {
    const text = 'word '.repeat(40).trim();
    expect(formatStep(step({ text, seconds: 2 }), plain)).toBe(`  ✓ init       ${text}  2.0 s`);
  });

  test('wraps in a column of its own where the terminal is narrower, beside the time', () => {
    const text = 'proved: 213 properties equal, 4 of 4 hypertables accept rows';
    expect(formatStep(step({ name: 'restore', text, seconds: 2.1 }), { colour: false, columns: 60 })).toBe(
      ['  ✓ restore    proved: 213 properties equal, 4 of 4    2.1 s', '               hypertables accept rows'].join(
        '\n',
      ),
    );
  });

  test.each([52, 60, 79, 80, 100, 200])('fits %i columns at any length of text', (columns) => {
    for (let words = 1; words < 60; words++) {
      const text = Array.from({ length: words }, (_, number) => 'x'.repeat((number % 9) + 1)).join(' ');
      for (const line of formatStep(step({ text, seconds: 1.5 }), { colour: false, columns }).split('\n')) {
        expect(line.length).toBeLessThanOrEqual(columns);
      }
    }
  });

  test('leaves a word wider than the line, and a line too narrow for columns, to the terminal', () => {
    const path = `sql/${'deep/'.repeat(20)}schema.sql`;
    expect(formatStep(step({ text: `at ${path}` }), { colour: false, columns: 60 }).split('\n')).toEqual([
      '  ✓ init       at',
      `               ${path}`,
    ]);
    const text = 'one two three four five six seven';
    expect(formatStep(step({ text }), { colour: false, columns: 30 })).toBe(`  ✓ init       ${text}`);
  });

  test('indents its details and leaves their layout, so that a caret stays under its character', () => {
    const details = ['57 │\topen NUMERC', '   │\t     ^', 'two\nlines', ''];
    expect(formatStep(step({ mark: 'failed', text: 'a.sql:57:6', details }), { colour: false, columns: 20 })).toBe(
      ['  ✗ init       a.sql:57:6', '      57 │ open NUMERC', '         │      ^', '      two', '      lines', ''].join(
        '\n',
      ),
    );
  });

  test('wraps its details on a terminal, behind their first column, and no line of a script', () => {
    const details = [
      'warning  sql/init/1.sql:5  public.a: this table has no COMMENT: the documentation has nothing to say about it  (missing-comment)',
      "         COMMENT ON TABLE public.a IS '…';",
      'left out: 2025_down.sql, 2026_down.sql, 2027_down.sql and 9 more (a section for the way back)',
      '57 │ CREATE TABLE a_name_that_is_as_long_as_a_name_may_be (and_a_column_of_its_own integer);',
    ];
    const lines = formatStep(step({ text: 'x', details }), { colour: false, columns: 80 })
      .split('\n')
      .slice(1);
    expect(lines).toEqual([
      '      warning  sql/init/1.sql:5 public.a: this table has no COMMENT: the',
      '               documentation has nothing to say about it (missing-comment)',
      "               COMMENT ON TABLE public.a IS '…';",
      '      left out: 2025_down.sql, 2026_down.sql, 2027_down.sql and 9 more (a',
      '      section for the way back)',
      `      ${details[3]}`,
    ]);
    expect(formatDetails(details, plain)).toEqual(details.map((line) => `      ${line}`));
  });

  test('paints how grave a detail is, and keeps its text', () => {
    const [line = ''] = formatDetails(['error    a.sql:1  b'], { colour: true, columns: 80 });
    expect(stripVTControlCharacters(line)).toBe('      error    a.sql:1  b');
    expect(line).toContain('\x1b[31merror\x1b[');
    expect(formatLine('data loss   policy a', { colour: true })[0]).toContain('\x1b[31mdata loss\x1b[');
  });

  test('is coloured only where colour is wanted, with the same text', () => {
    const line = step({ mark: 'failed', text: 'x', seconds: 1 });
    const coloured = formatStep(line, { colour: true });
    expect(coloured).toContain('\x1b[31m✗\x1b[39m');
    expect(coloured).toContain('\x1b[2m1.0 s\x1b[22m');
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(formatStep(line, plain));
  });
});

describe('text from someone’s SQL', () => {
  test.each([
    ['an escape sequence', 'a\x1b[2Jb', 'a\\x1b[2Jb'],
    ['a C1 control', 'a\x9b31mb', 'a\\x9b31mb'],
    ['a bell and a delete', '\x07\x7f', '\\x07\\x7f'],
    ['line ends', 'a\r\nb\u2028c', 'a\\r\\nb\\u{2028}c'],
    ['a reversed reading order', 'user\u202etxt.sql', 'user\\u{202e}txt.sql'],
    ['invisible characters', 'a\u200bb\u00ad\u3164', 'a\\u{200b}b\\xad\\u{3164}'],
    ['half a character', 'a\ud800b', 'a\\u{d800}b'],
    ['an invisible character beyond the first plane', '\u{e0041}', '\\u{e0041}'],
    ['a tab', 'a\tb', 'a b'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('keeps letters of any script and combining marks', () => {
    const text = 'naïve e\u0301 数据 данные 🙂';
    expect(visible(text)).toBe(text);
  });

  test('gives a GitHub runner no orders, wherever it appears', () => {
    const order = '::add-mask::x';
    const wrapped = { colour: false, columns: 50 };
    const text = `${'y'.repeat(33)} ${order} ##[error]z`;
    const output = [
      formatStep(step({ name: order, text, details: [order, ` \u00a0${order}`, `\u00ad${order}`] }), wrapped),
      ...formatDetails([order, '##[group]x'], plain),
      formatMessage('warning', order, plain),
      formatPlain(`${order}\n${order}`, plain),
      formatRunning(order, '', 0, plain),
    ].join('\n');
    expect(output).toContain('\\::add-mask::x');
    for (const line of output.split('\n')) {
      expect(line.trimStart().startsWith('::')).toBe(false);
      expect(line).not.toContain('##[');
    }
  });
});

describe('a running step', () => {
  test('never fills the row', () => {
    for (const columns of [5, 20, 80]) {
      const line = formatRunning('restore', '数据'.repeat(50), 75, { colour: false, columns });
      expect(displayWidth(line)).toBeLessThan(columns);
      expect(line.endsWith(columns < 80 ? '…' : '… 1 min 15 s')).toBe(true);
    }
  });

  test('shows its name and what it does', () => {
    expect(formatRunning('init', 'pulling the image', 0.9, plain)).toBe('  … init       pulling the image');
    expect(formatRunning('init', 'pulling the image', 12.9, plain)).toBe('  … init       pulling the image 12 s');
    expect(formatRunning('init', '', 61, plain)).toBe('  … init 1 min 1 s');
  });
});

test.each([
  [0.04, '0.0 s'],
  [0.94, '0.9 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 0 s'],
  [119.7, '2 min 0 s'],
  [3599.4, '59 min 59 s'],
  [3599.6, '1 h 0 min'],
  [7380, '2 h 3 min'],
])('%d seconds read %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test('wide characters count double, combining marks not at all', () => {
  expect(displayWidth('a数e\u0301🙂')).toBe(6);
  expect(truncate('数据数据', 5)).toBe('数据…');
  expect(truncate('数据', 4)).toBe('数据');
  expect(wrap('数据 数据 a', 6)).toEqual(['数据', '数据 a']);
});
