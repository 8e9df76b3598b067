import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/catalog/model.ts';
import { inlineMarkdown } from '../../../src/docs/markdown/block.ts';
import { privilegeLines } from '../../../src/docs/sections/security.ts';
import { count, enumerate } from '../../../src/format/count.ts';
import { humanInterval, lengthOf } from '../../../src/format/interval.ts';
import { plainJson } from '../../../src/format/json.ts';
import { chunkInterval, offset } from '../../../src/format/offset.ts';
import { ageOf, every, windowOf } from '../../../src/format/schedule.ts';
import { durationText } from '../../../src/sql/interval.ts';
import { baseOf, elementType, schemaOf, triggerFunction, unquoted, withoutSchema } from '../../../src/sql/names.ts';
import { aJob, quoted } from '../../support/model.ts';
import { oddName } from '../../support/odd-names.ts';

describe('intervals', () => {
  it.each([
    ['604800000000', '7 days'],
    ['86400000000', '1 day'],
    ['129600000000', '1 day 12 hours'],
    ['900000000', '15 minutes'],
    ['1500', '1 millisecond 500 microseconds'],
    ['0', '0 seconds'],
    ['-3600000000', 'minus 1 hour'],
  ])('%s microseconds are %s', (microseconds, words) => {
    expect(durationText(microseconds)).toBe(words);
  });

  it.each([
    ['7 days', '7 days'],
    ['1 mon', '1 month'],
    ['1 year 2 mons', '1 year 2 months'],
    ['1 year', '1 year'],
    ['01:00:00', '1 hour'],
    ['1 day 12:00:00', '1 day 12 hours'],
    ['720:00:00', '30 days'],
    ['30:00:00', '1 day 6 hours'],
    ['00:00:01.5', '1 second 500 milliseconds'],
    ['-01:00:00', 'minus 1 hour'],
    ['00:00:00', '0 seconds'],
    ['P7D', 'P7D'],
    ['@ 7 days', '@ 7 days'],
    ['', ''],
  ])('PostgreSQL’s %j reads %j', (interval, words) => {
    expect(humanInterval(interval)).toBe(words);
  });

  it('sort by length, unknown text last', () => {
    const intervals = ['1 mon', 'P7D', '00:30:00', '7 days', '12:00:00', '1 year'];
    expect(intervals.sort((a, b) => lengthOf(a) - lengthOf(b))).toEqual([
      '00:30:00',
      '12:00:00',
      '7 days',
      '1 mon',
      '1 year',
      'P7D',
    ]);
  });

  it('keep integers as numbers with their type', () => {
    expect(chunkInterval('100000', 'bigint')).toBe('100,000 (bigint)');
    expect(chunkInterval('604800000000', 'date')).toBe('7 days');
    expect(offset(500000, 'integer')).toBe('500,000 (integer)');
    expect(offset('01:00:00', 'timestamp with time zone')).toBe('1 hour');
    expect(offset(null, 'bigint')).toBeNull();
    expect(offset(undefined, null)).toBeNull();
  });
});

describe('schedules', () => {
  const job = (over: Partial<Job>): Job => aJob({ name: 'x', ...over }).jobs?.[0] as Job;

  it('say how old a chunk is when it goes', () => {
    expect(ageOf(job({ form: 'retention policy', config: { drop_after: '90 days' } }))).toBe('90 days');
    expect(ageOf(job({ form: 'columnstore policy', config: { compress_created_before: '7 days' } }))).toBe(
      '7 days after creation',
    );
    expect(ageOf(job({ form: 'retention policy', config: { compress_after: '7 days' } }))).toBeNull();
  });

  it('say which rows are refreshed, open ends included', () => {
    expect(windowOf(job({ config: { start_offset: '3 days', end_offset: '01:00:00' } }))).toBe(
      '3 days ago to 1 hour ago',
    );
    expect(windowOf(job({ config: { start_offset: null } }))).toBe('the beginning to now');
    expect(windowOf(job({ timeType: 'bigint', config: { start_offset: 9000, end_offset: 10 } }))).toBe(
      'now − 9,000 (bigint) to now − 10 (bigint)',
    );
  });

  it('drop the number where it is one', () => {
    expect(every(job({ scheduleInterval: '1 day' }))).toBe('every day');
    expect(every(job({ scheduleInterval: '12:00:00' }))).toBe('every 12 hours');
    expect(every(job({ scheduleInterval: '1 day 12:00:00' }))).toBe('every 1 day 12 hours');
  });
});

describe('counts and lists', () => {
  it('agree in number', () => {
    expect([count(1, 'policy'), count(2, 'policy'), count(1000, 'table'), count(2, 'index')]).toEqual([
      '1 policy',
      '2 policies',
      '1,000 tables',
      '2 indexes',
    ]);
    expect([enumerate([]), enumerate(['a']), enumerate(['a', 'b']), enumerate(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });

  it('put any value into one line and leave out what says nothing', () => {
    expect(plainJson({ a: 1, b: null, c: [], d: ['x', 'y'], e: { f: true }, g: '-' })).toBe(
      'a: 1, d: (x, y), e: (f: true)',
    );
  });
});

describe('privileges', () => {
  it('leave out an owner who may do everything', () => {
    const all = ['DELETE', 'INSERT', 'MAINTAIN', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'];
    const privileges = { CURRENT_USER: all, reader: ['SELECT'] };
    expect(privilegeLines(privileges, null, 'relation').map(inlineMarkdown)).toEqual(['`reader`: SELECT']);
    expect(privilegeLines(privileges, 'other', 'relation')).toHaveLength(2);
    expect(privilegeLines({ CURRENT_USER: ['SELECT'] }, null, 'relation').map(inlineMarkdown)).toEqual([
      '`CURRENT_USER`: SELECT',
    ]);
  });

  it('say what may be passed on, and where nobody else may do anything', () => {
    expect(privilegeLines({ app: ['SELECT', 'UPDATE*'] }, null, 'relation').map(inlineMarkdown)).toEqual([
      '`app`: SELECT, UPDATE (may grant it)',
    ]);
    expect(privilegeLines({ CURRENT_USER: ['EXECUTE'] }, null, 'function')).toEqual(['nobody but the owner']);
    expect(privilegeLines(null, null, 'function')).toEqual([]);
  });
});

describe('names', () => {
  it('come apart at the right dot, whatever they hold', () => {
    fc.assert(
      fc.property(oddName, oddName, (schema, bare) => {
        const name = `${quoted(schema)}.${quoted(bare)}`;
        expect(schemaOf(name)).toBe(quoted(schema));
        expect(withoutSchema(name)).toBe(quoted(bare));
        expect(baseOf(`${name}(integer, "odd(type")`)).toBe(name);
        expect(unquoted(quoted(bare))).toBe(bare);
        expect(triggerFunction(`CREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW EXECUTE FUNCTION ${name}('a(b')`)).toBe(
          name,
        );
        expect(elementType(`${name}[][]`)).toBe(name);
      }),
    );
  });
});
