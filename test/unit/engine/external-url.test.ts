import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../../../src/engine/external-url.ts';
import { DUMP_SETTINGS } from '../../../src/engine/pg-dump.ts';

const thrown = (url: string): Error => {
  try {
    parseDatabaseUrl(url);
  } catch (error) {
    return error as Error;
  }
  throw new Error('the URL was accepted');
};

test('the password goes its own way', () => {
  const url = parseDatabaseUrl('postgresql://reader:p%40ss%2Fword@db.example.com:6432/trading?sslmode=require');
  expect(url.label).toBe('db.example.com:6432/trading');
  expect(url.user).toBe('reader');
  expect(url.password).toBe('p@ss/word');
  expect(url.libpq).toMatch(/^postgresql:\/\/reader@db\.example\.com:6432\/trading\?sslmode=require&/);
});

test('a password among the parameters goes its own way too', () => {
  const url = parseDatabaseUrl('postgres://h/d?user=u&password=s%2Bcret');
  expect(url.password).toBe('s+cret');
  expect(url.user).toBe('u');
  expect(url.libpq).not.toContain('cret');
});

test('both ways to connect are read only, after whatever options the URL has', () => {
  const { driver, libpq } = parseDatabaseUrl('postgres://u:p@h/d?options=-c%20search_path%3Da');
  for (const text of [driver, libpq]) {
    expect(new URL(text).searchParams.get('options')).toBe(
      `-c search_path=a -c default_transaction_read_only=on ${DUMP_SETTINGS}`,
    );
    // libpq does not read + as a space.
    expect(text).not.toContain('+');
  }
});

test('pg_dump is spared what only drivers know', () => {
  const { libpq } = parseDatabaseUrl('postgres://u:p@h/d?pgbouncer=true&schema=public&connect_timeout=5&ssl=true');
  expect([...new URL(libpq).searchParams.keys()].sort()).toEqual(['connect_timeout', 'options', 'sslmode']);
});

test.each([
  ['no-verify', 'require', 'require'],
  ['allow', 'disable', 'allow'],
  ['verify-full', 'verify-full', 'verify-full'],
])('sslmode=%s means %s for the driver and %s for libpq', (mode, forDriver, forLibpq) => {
  const { driver, libpq } = parseDatabaseUrl(`postgres://u@h/d?sslmode=${mode}`);
  expect(new URL(driver).searchParams.get('sslmode')).toBe(forDriver);
  expect(new URL(libpq).searchParams.get('sslmode')).toBe(forLibpq);
});

test('without a host it is this machine, unless a socket is named', () => {
  expect(parseDatabaseUrl('postgres:///d').label).toBe('localhost:5432/d');
  expect(parseDatabaseUrl('postgres:///d?host=/run/postgresql').label).toBe('/run/postgresql:5432/d');
});

describe('a URL that cannot be read', () => {
  test.each([
    'postgres://reader:hunter2?x@db.example.com/trading',
    'postgres://reader:12?hunter2@db.example.com/trading',
    'postgres://reader:12#hunter2@db.example.com/trading',
    'postgres://reader:12/hunter2@db.example.com/trading',
    'postgres://reader:hunter2%ss@db.example.com/trading',
    'postgres://reader:hunter2@one.example.com:5432,two.example.com:5432/trading',
    'mysql://reader:hunter2@db.example.com/trading',
    'reader:hunter2@db.example.com',
  ])('%s', (url) => {
    const error = thrown(url);
    expect(error.name).toBe('UserError');
    const everything = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join('\n');
    expect(everything).not.toContain('hunter2');
    expect(everything).not.toContain('reader');
    expect(error).toHaveProperty('hint', expect.stringContaining('postgres://USER:PASSWORD@HOST:PORT/DATABASE'));
  });
});

test('any password survives the way through the URL, and is taken out of any text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, unit: 'grapheme' }), (password) => {
      const url = parseDatabaseUrl(`postgres://u:${encodeURIComponent(password)}@h/d`);
      expect(url.password).toBe(password);
      expect(url.redact(`it is ${password}!`)).not.toContain(password);
      expect(new URL(url.driver).searchParams.get('password')).toBe(password);
    }),
  );
});

test('a password of a few letters is hidden where it stands, and in no other word', () => {
  const { redact } = parseDatabaseUrl('postgres://u:x@h/d');
  expect(redact('unexpected: postgres://u:x@h/d, password x')).toBe('unexpected: postgres://u:***@h/d, password ***');
});
