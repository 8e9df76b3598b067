import { expect, test } from 'vitest';
import { givenSettings } from '../../../src/cli/options.ts';
import { createProgram } from '../../../src/cli/program.ts';

/** What the flags of a command line come to, as settings. */
function settingsOf(command: string, ...flags: string[]): object {
  const found = createProgram().commands.find((one) => one.name() === command);
  found?.parseOptions(flags);
  return givenSettings(found?.opts() ?? {});
}

test('flags that were not given leave everything to the settings file', () => {
  for (const command of ['backup', 'dump', 'validate', 'diff', 'docs', 'doctor', 'init', 'restore-test']) {
    expect(settingsOf(command)).toEqual({});
  }
});

test.each([
  [['--init', 'a', '--init', 'b'], { init: ['a', 'b'] }],
  [['--database-url', 'postgres://h/d'], { 'database-url': 'postgres://h/d' }],
  [['--schema-dir', 'x', '--keep', '3'], { 'schema-dir': 'x', keep: 3 }],
  [['--time-limit', '5', '--image', 'i'], { 'time-limit': 5, image: 'i' }],
  [['--no-owner'], { 'no-owner': true }],
  [['--no-privileges'], { 'no-privileges': true }],
  [['--no-restore-test'], { 'restore-test': false }],
  [['--allow-empty'], { 'allow-empty': true }],
  [['--config', 'c.yml', '--json', '--quiet'], {}],
])('%j is %j', (flags, settings) => {
  expect(settingsOf('backup', ...flags)).toEqual(settings);
});
