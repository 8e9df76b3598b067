import { expect, test } from 'vitest';
import { describePlace, workingDirectory } from '../../../src/cli/where.ts';

const own = { npm_package_name: 'timescale-ci', npm_package_json: '/tool/package.json' };

test.each([
  ['no npm around it', {}, '/shop'],
  [
    "a script of one's own package, called in a folder of it",
    { ...own, npm_package_name: 'shop', npm_package_json: '/shop/package.json', INIT_CWD: '/shop/sql' },
    '/shop',
  ],
])('works where it is started: %s', (_, env, wanted) => {
  expect(workingDirectory('/shop', env)).toBe(wanted);
});

test.each([
  ['from elsewhere', '/shop', '/shop'],
  ['from a neighbour whose name begins alike', '/tool-box', '/tool-box'],
  ['from its root', '/tool', '/tool'],
  ['from a folder of it', '/tool/sql', '/tool'],
  ['from a folder whose name begins with dots', '/tool/..odd', '/tool'],
])('a script of the checkout works where the person stands: %s', (_, stands, wanted) => {
  expect(workingDirectory('/tool', { ...own, INIT_CWD: stands })).toBe(wanted);
});

test('says which directory and settings it reads', () => {
  expect(describePlace('/shop', '/shop/timescale-ci.yml', true)).toBe('in /shop, settings of timescale-ci.yml');
  expect(describePlace('/shop', '/shop/timescale-ci.yml', false)).toBe(
    'in /shop, no timescale-ci.yml: default settings',
  );
  expect(describePlace('/shop', '/etc/shop.yml', true)).toBe('in /shop, settings of /etc/shop.yml');
});
