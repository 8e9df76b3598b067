import { beforeEach, describe, expect, test } from 'vitest';
import { createReporter, type Reporter, type ReporterOptions } from '../../../src/report/reporter.ts';

let output: string;
let time: number;
beforeEach(() => {
  output = '';
  time = 0;
});

function reporter(options: Partial<ReporterOptions> = {}): Reporter {
  const write = (text: string) => {
    output += text;
  };
  return createReporter({ write, terminal: false, colour: false, now: () => time, ...options });
}

/** What a terminal shows in the end: a line that was taken back is gone. */
function screen(): string[] {
  return output.split('\n').map((line) => line.slice(line.lastIndexOf('\x1b[2K') + 1).replace(/^\[2K/, ''));
}

/** All that a run of backup says, failing at the end. */
function everything(report: Reporter): void {
  report.heading('timescale-ci 1.0.0');
  report.note('docker does not answer');
  const init = report.step('init');
  time += 940;
  init.done('3 files');
  report.step('lint').warn('1 finding', ['missing-comment']);
  report.warn('the image is old', ['pull it']);
  report.step('version').unchanged('unchanged since schema_1.sql');
  report.step('restore').fail('the dump loses 1 property', ['job policy']);
  report.error('nothing was written', { details: ['at a.sql'], hint: 'Fix it and run again.' });
  report.closing('Done in 1.0 s.');
}

describe('without a terminal', () => {
  test('every line is whole, and each fact is said once', () => {
    everything(reporter());
    expect(output.split('\n')).toEqual([
      'timescale-ci 1.0.0',
      '      docker does not answer',
      `  ✓ init       3 files${' '.repeat(53)}0.9 s`,
      '  ! lint       1 finding',
      '      missing-comment',
      '  ! the image is old',
      '      pull it',
      '  = version    unchanged since schema_1.sql',
      '  ✗ restore    the dump loses 1 property',
      '      job policy',
      '  ✗ nothing was written',
      '      at a.sql',
      'Fix it and run again.',
      'Done in 1.0 s.',
      '',
    ]);
  });

  test('nothing is written while a step runs', () => {
    const step = reporter({ columns: () => 10 }).step('init');
    step.update('pulling');
    expect(output).toBe('');
    step.done('a verdict that no width of the terminal wraps');
    expect(output).toBe('  ✓ init       a verdict that no width of the terminal wraps\n');
  });
});

describe('quiet', () => {
  test.each([false, true])('says only what failed (terminal: %s)', (terminal) => {
    everything(reporter({ quiet: true, terminal }));
    expect(output.split('\n')).toEqual([
      '  ✗ restore    the dump loses 1 property',
      '      job policy',
      '  ✗ nothing was written',
      '      at a.sql',
      'Fix it and run again.',
      '',
    ]);
  });
});

describe('on a terminal', () => {
  test('a step shows its name at once and is written anew when it ends', () => {
    const step = reporter({ terminal: true }).step('init');
    expect(output).toBe('  … init');
    step.update('pulling the image');
    expect(output).toBe('  … init\r\x1b[2K  … init       pulling the image');
    step.done('done');
    expect(output.endsWith('\r\x1b[2K  ✓ init       done\n')).toBe(true);
  });

  test('ends with the same lines as a log', () => {
    everything(reporter());
    const log = output;
    output = '';
    time = 0;
    everything(reporter({ terminal: true }));
    expect(screen().join('\n')).toBe(log);
  });

  test('a remark during a step goes above it', () => {
    const report = reporter({ terminal: true });
    const step = report.step('init');
    report.note('a remark');
    expect(screen()).toEqual(['      a remark', '  … init']);
    step.done('done');
    expect(screen()).toEqual(['      a remark', '  ✓ init       done', '']);
  });

  test('a running step shows how long it takes so far', () => {
    let tick: (() => void) | undefined;
    const everySecond = (work: () => void) => {
      tick = work;
      return () => {
        tick = undefined;
      };
    };
    const report = reporter({ terminal: true, everySecond });
    const step = report.step('server');
    time += 12_100;
    tick?.();
    expect(screen()).toEqual(['  … server 12 s']);
    step.done('ready');
    expect(tick).toBeUndefined();
    reporter({ everySecond }).step('server');
    expect(tick).toBeUndefined();
  });

  test('of two running steps the other shows again when one ends', () => {
    const report = reporter({ terminal: true });
    const base = report.step('base');
    const head = report.step('head');
    expect(screen()).toEqual(['  … head']);
    head.done('built');
    expect(screen()).toEqual(['  ✓ head       built', '  … base']);
    base.done('built');
    expect(screen()).toEqual(['  ✓ head       built', '  ✓ base       built', '']);
  });

  test('the width is asked for each line', () => {
    let columns = 80;
    const report = reporter({ terminal: true, columns: () => columns });
    const text = 'some words that fit into eighty columns';
    report.step('one').done(text);
    columns = 50;
    report.step('two').done(text);
    expect(screen()).toEqual([
      `  ✓ one        ${text}`,
      '  ✓ two        some words that fit into eighty',
      '               columns',
      '',
    ]);
  });
});

describe('an error', () => {
  test('ends the step that runs, under its name, and leaves no other on the screen', () => {
    const report = reporter({ terminal: true });
    const other = report.step('base');
    report.step('head');
    report.error('interrupted');
    other.done('too late');
    expect(screen()).toEqual(['  ✗ head       interrupted', '']);
  });
});

describe('a step', () => {
  test('ends once', () => {
    const step = reporter().step('init');
    step.done('first');
    step.fail('second');
    step.update('third');
    expect(output).toBe('  ✓ init       first\n');
  });

  test('shows no time that says nothing, and none where it failed', () => {
    const report = reporter();
    const quick = report.step('version');
    time += 49;
    quick.done('written');
    const failed = report.step('init');
    time += 5000;
    failed.fail('wrong');
    expect(output).toBe('  ✓ version    written\n  ✗ init       wrong\n');
  });
});
