import { describe, expect, test } from 'vitest';
import { versionName, versionTime } from '../../../src/history/names.ts';

describe('the name of a version', () => {
  test('is the second in UTC', () => {
    expect(versionName(new Date('2026-01-02T03:04:05.999+01:00'))).toBe('schema_20260102_020405.sql');
  });

  test('gives the time back', () => {
    expect(versionTime('schema_20260102_020405.sql')).toEqual(new Date('2026-01-02T02:04:05Z'));
  });

  test.each([
    'schema_latest.sql',
    'schema_20260102_020405.sql.bak',
    'my_schema_20260102_020405.sql',
    'schema_20260102-020405.sql',
    'schema_20261302_020405.sql',
    'schema_20260230_020405.sql',
    'schema_20260102_246060.sql',
    'schema_20260102_020405.sql\n',
  ])('%j is not one', (name) => {
    expect(versionTime(name)).toBeUndefined();
  });
});
