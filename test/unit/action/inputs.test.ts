import { describe, expect, test } from 'vitest';
import { readInputs } from '../../../src/action/inputs.ts';
import { chooseMode } from '../../../src/action/mode.ts';
import { readEvent, type WorkflowEvent } from '../../../src/github/event.ts';

const read = (given: Record<string, string>) => readInputs((name) => given[name] ?? '');

describe('readInputs', () => {
  test('reads lists by line, words also by comma, numbers and switches; what is not given is left out', () => {
    const { action, given } = read({
      init: 'sql/a.sql\n\n  sql/{b,c}.sql \n',
      keep: '5',
      'restore-test': 'False',
      'retention-days': '7',
      'fail-on': 'data-loss, breaking\nwarning',
    });
    expect(given).toEqual({ init: ['sql/a.sql', 'sql/{b,c}.sql'], keep: 5, 'restore-test': false });
    expect(action).toMatchObject({
      mode: 'auto',
      commit: 'push',
      'retention-days': 7,
      'fail-on': ['data-loss', 'breaking', 'warning'],
      artifact: true,
    });
  });

  test.each([
    ['commit', 'maybe', /commit: .*push/],
    ['artifact', 'yes', /artifact: .*boolean/],
    ['retention-days', '0', /retention-days: /],
    ['retention-days', '1e3', /retention-days: .*number/],
    ['keep', '2.5', /keep: /],
    ['fail-on', 'locks, terrible', /fail-on: /],
    ['engine', 'external', /engine: /],
  ])('refuses %s: %s', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });

  test('names everything that is wrong at once', () => {
    expect(() => read({ mode: 'x', keep: 'y' })).toThrow(/input mode: [^\n]+\ninput keep: /);
  });
});

test('refuses two sources', () => {
  expect(() => read({ init: 'a.sql', 'database-url': 'postgres://h/d' })).toThrow('give one');
});

describe('chooseMode', () => {
  const on = (event: string, more: Partial<WorkflowEvent> = {}): WorkflowEvent => ({
    ...readEvent({ GITHUB_EVENT_NAME: event }, undefined),
    fork: false,
    headKnown: true,
    ...more,
  });

  test.each([
    ['push', 'backup'],
    ['schedule', 'backup'],
    ['workflow_dispatch', 'backup'],
    ['pull_request', 'review'],
    ['merge_group', 'review'],
    ['pull_request_target', 'review'],
  ])('auto on %s is %s', (event, mode) => {
    expect(chooseMode('auto', on(event))).toBe(mode);
    expect(chooseMode('validate', on(event))).toBe('validate');
  });

  test('refuses the SQL of a fork with the rights of the repository, whatever was asked for', () => {
    for (const mode of ['auto', 'backup', 'validate'] as const) {
      expect(() => chooseMode(mode, on('pull_request_target', { fork: true }))).toThrow('SQL of a fork');
      expect(() => chooseMode(mode, on('workflow_run', { fork: true }))).toThrow('SQL of a fork');
    }
    const unknown = on('pull_request_target', { fork: true, headKnown: false });
    expect(() => chooseMode('auto', unknown)).toThrow("the event's payload cannot be read");
    expect(chooseMode('auto', on('pull_request', { fork: true }))).toBe('review');
  });
});
