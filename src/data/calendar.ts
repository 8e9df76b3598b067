import { UserError } from '../errors.ts';
import type { CalendarSettings } from '../settings/data.ts';

/** One day of trading. */
export interface TradingSession {
  /** `2024-11-29`, in the exchange's own time zone. */
  day: string;
  open: Date;
  close: Date;
  /** It closes early. */
  half: boolean;
}

const DAY_MS = 86_400_000;

/** Closed beyond the rules: mourning, storms. */
const CLOSED = new Set(['2012-10-29', '2012-10-30', '2018-12-05', '2025-01-09']);

/** The regular sessions of the exchanges in New York (XNYS, XNAS), by the rules that hold since 2011. */
const NEW_YORK: CalendarSettings = {
  timezone: 'America/New_York',
  open: '09:30',
  close: '16:00',
  days: [1, 2, 3, 4, 5],
  holidays: [],
  'half-days': {},
};

/**
 * The sessions of an exchange from one day to another, both included, in their order.
 *
 * @param name XNYS, XNAS, or one of the settings
 * @throws UserError where there is no such calendar
 */
export function sessionsOf(
  name: string,
  own: Readonly<Record<string, CalendarSettings>>,
  from: string,
  to: string,
): TradingSession[] {
  const builtIn = ['XNYS', 'XNAS'].includes(name) && own[name] === undefined;
  const calendar = builtIn ? NEW_YORK : own[name];
  if (calendar === undefined) {
    throw new UserError(`there is no calendar ${name}`, {
      hint: 'XNYS and XNAS are built in; others go to data.calendars in the settings.',
    });
  }
  const sessions: TradingSession[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += DAY_MS) {
    const day = isoDay(at);
    const weekday = new Date(at).getUTCDay();
    if (!calendar.days.includes(weekday) || calendar.holidays.includes(day)) continue;
    if (builtIn && (CLOSED.has(day) || newYorkHolidays(at).includes(day))) continue;
    const early = calendar['half-days'][day] ?? (builtIn && closesEarly(at) ? '13:00' : undefined);
    sessions.push({
      day,
      open: inZone(day, calendar.open, calendar.timezone),
      close: inZone(day, early ?? calendar.close, calendar.timezone),
      half: early !== undefined,
    });
  }
  return sessions;
}

/** The time zone of a calendar. */
export function timezoneOf(name: string, own: Readonly<Record<string, CalendarSettings>>): string {
  return own[name]?.timezone ?? NEW_YORK.timezone;
}

/** The moment at which clocks of a time zone show a time. */
function inZone(day: string, time: string, timezone: string): Date {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  // Twice, since the offset at the guess may not be that of the answer.
  let at = wanted;
  for (let n = 0; n < 2; n++) at = wanted - offset(at, timezone);
  return new Date(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that clocks of a time zone are ahead of UTC. */
function offset(at: number, timezone: string): number {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    });
    formats.set(timezone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The holidays of the year that a day is in. */
function newYorkHolidays(at: number): string[] {
  const year = new Date(at).getUTCFullYear();
  const fixed = [
    // A New Year's Day on a Saturday is not made up for.
    observed(year, 0, 1, false),
    ...(year >= 2022 ? [observed(year, 5, 19)] : []),
    observed(year, 6, 4),
    observed(year, 11, 25),
  ];
  const floating = [
    nth(year, 0, 1, 3),
    nth(year, 1, 1, 3),
    easter(year) - 2 * DAY_MS,
    last(year, 4, 1),
    nth(year, 8, 1, 1),
    nth(year, 10, 4, 4),
  ];
  return [...fixed, ...floating].filter((one) => one !== undefined).map(isoDay);
}

/** The day after Thanksgiving, Christmas Eve and the day before Independence Day, where those are days of trading. */
function closesEarly(at: number): boolean {
  const date = new Date(at);
  const [year, month, day, weekday] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCDay()];
  if (month === 10) return at === nth(year, 10, 4, 4) + DAY_MS;
  if (month === 11) return day === 24;
  return month === 6 && day === 3 && weekday < 5;
}

/** A holiday on a Saturday is kept the day before, on a Sunday the day after. */
function observed(year: number, month: number, day: number, saturdays = true): number | undefined {
  const at = Date.UTC(year, month, day);
  const weekday = new Date(at).getUTCDay();
  if (weekday === 6) return saturdays ? at - DAY_MS : undefined;
  return weekday === 0 ? at + DAY_MS : at;
}

function nth(year: number, month: number, weekday: number, n: number): number {
  const first = Date.UTC(year, month, 1);
  return first + (((weekday - new Date(first).getUTCDay() + 7) % 7) + (n - 1) * 7) * DAY_MS;
}

function last(year: number, month: number, weekday: number): number {
  const end = Date.UTC(year, month + 1, 0);
  return end - ((new Date(end).getUTCDay() - weekday + 7) % 7) * DAY_MS;
}

/** By the rule of Gauss, for the Gregorian calendar of 1900 to 2099. */
function easter(year: number): number {
  const [a, b, c] = [year % 19, year % 4, year % 7];
  const d = (19 * a + 24) % 30;
  const e = (2 * b + 4 * c + 6 * d + 5) % 7;
  const late = (d === 29 && e === 6) || (d === 28 && e === 6 && a > 10);
  return Date.UTC(year, 2, 22 + d + e - (late ? 7 : 0));
}
