import { describe, expect, test } from 'vitest';
import { createRunnerReporter } from '../../../src/report/runner.ts';

function setUp() {
  const lines: string[] = [];
  let time = 0;
  const timers: { at: number; call: () => void }[] = [];
  const reporter = createRunnerReporter({
    log: {
      line: (text) => lines.push(...text.split('\n')),
      startGroup: (title) => lines.push(`[${title}`),
      endGroup: () => lines.push(']'),
    },
    now: () => time,
    later(ms, call) {
      const timer = { at: time + ms, call };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  const pass = (ms: number): void => {
    time += ms;
    for (const timer of timers.filter(({ at }) => at <= time)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.call();
    }
  };
  const shown = (): string[] => lines.splice(0).map((line) => line.replace(/\x1b\[\d+m/g, ''));
  return { reporter, pass, shown };
}

describe('a step', () => {
  test('that is quick is one line, with its time where that says something', () => {
    const { reporter, pass, shown } = setUp();
    reporter.step('document').done('README_latest.md');
    const step = reporter.step('dump');
    pass(600);
    step.done('schema 1234');
    expect(shown().map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      '  ✓ document  README_latest.md',
      '  ✓ dump  schema 1234  0.6 s',
    ]);
  });

  test('unfolds to what took long in it, and to its details', () => {
    const { reporter, pass, shown } = setUp();
    const step = reporter.step('init');
    step.update('a.sql:1');
    pass(20);
    step.update('a.sql:2');
    pass(1500);
    step.update('a.sql:3');
    step.done('3 statements', ['a remark']);
    const [title, ...rest] = shown();
    expect(title).toMatch(/^\[ {2}✓ init +3 statements +1\.5 s$/);
    expect(rest).toEqual(['      a remark', '        1.5 s  a.sql:2', ']']);
  });

  test('that takes long shows what it does, a line a second at most, before its own line', () => {
    const { reporter, pass, shown } = setUp();
    const step = reporter.step('server');
    step.update('pulling');
    pass(2999);
    expect(shown()).toEqual([]);
    pass(1);
    expect(shown()).toEqual(['[  … server', '        0.0 s  pulling']);
    pass(500);
    step.update('50 of 350 MB');
    pass(400);
    step.update('100 of 350 MB');
    expect(shown()).toEqual([]);
    pass(100);
    step.update('150 of 350 MB');
    expect(shown()).toEqual(['        4.0 s  150 of 350 MB']);
    step.done('docker');
    const [end, line] = shown();
    expect(end).toBe(']');
    expect(line).toMatch(/^\[ {2}✓ server +docker +4\.0 s$/);
  });

  test('that fails or warns is never folded, and closes what is open', () => {
    const { reporter, pass, shown } = setUp();
    const step = reporter.step('artifact', { noisy: true });
    expect(shown()).toEqual(['[  … artifact']);
    pass(10);
    step.warn('not uploaded', ['because']);
    expect(shown()).toEqual([']', '  ! artifact   not uploaded', '      because']);
    reporter.step('restore');
    reporter.error('the dump loses 1 property', { details: ['a policy'], hint: 'Report it.' });
    expect(shown()).toEqual(['  ✗ restore    the dump loses 1 property', '      a policy', 'Report it.']);
    expect(reporter.warnings).toEqual([{ step: 'artifact', text: 'not uploaded', details: ['because'] }]);
  });
});

test('text out of SQL gives the runner no orders, wherever it stands', () => {
  const { reporter, pass, shown } = setUp();
  const evil = '::add-mask::x\n::error::y ##[group]z\x1b[31m';
  reporter.heading(evil);
  reporter.note(evil);
  reporter.warn(evil, [evil]);
  reporter.group(evil, [evil]);
  const step = reporter.step(evil);
  step.update(evil);
  pass(5000);
  step.done(evil, [evil]);
  reporter.step('x').fail(evil, [evil]);
  reporter.error(evil, { details: [evil], hint: evil });
  reporter.closing(evil);
  const lines = shown();
  expect(lines.length).toBeGreaterThan(15);
  // What a runner obeys: a command at the start of a line, blanks skipped, or this bracket anywhere.
  expect(lines.filter((line) => /^\s*::|##\[/.test(line.replace(/^\[/, '')))).toEqual([]);
});
