/** @module-tag long */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCatalogue } from '../../../src/catalog/read.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import { MovedClock } from '../../../src/engine/moved-clock.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { lint } from '../../../src/lint/lint.ts';
import { runScripts } from '../../../src/script/run.ts';
import { SimulateSchema } from '../../../src/settings/simulate.ts';
import { readRates } from '../../../src/simulate/rates.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { sourceStatements } from '../../../src/sql/sources.ts';
import { placedOf, planOf } from '../../../src/workflows/simulate.ts';

/** Each file plants one fault, in a schema of its own; those that are simulated alike share a server. */
const CASES = join(import.meta.dirname, '../../cases/simulate');

interface Case {
  name: string;
  text: string;
  plan: string;
  bad: string;
}

function readCases(): Case[] {
  const word = (text: string, key: string): string => new RegExp(`^-- ${key}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  return readdirSync(CASES)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(CASES, name), 'utf8');
      return { name, text, plan: word(text, 'simulate'), bad: word(text, 'first bad date') };
    });
}

/** Rules that say nothing of what becomes of a schema. */
const FORMAL = ['missing-comment', 'refresh-end-offset', 'columnstore-missing'];
const clock = new MovedClock(new Date('2026-01-01'));
const cases = readCases();
let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded('plant', undefined, clock);
}, 60_000);
afterAll(() => engine?.[Symbol.asyncDispose]());

/** Simulates some cases together: what is bad, as `date kind file:line`, and the lint rules that find something, by file. */
async function run(group: readonly Case[], given: string, seed = 1) {
  const { days, ...settings } = JSON.parse(given);
  const plan = planOf(SimulateSchema.parse(settings), days, seed);
  clock.set(new Date(plan.start));
  await using database = await engine.scratch();
  await using session = await database.connect();
  const files = group.map(({ name, text }) => ({ name, path: name, text }));
  const { scripts, ran } = await runScripts(session, files, { database: 'plant', cwd: '/' });
  const statements = sourceStatements(scripts, ran);
  const { model } = await readCatalogue(session);
  const simulation = await simulate(session, clock, model, plan);
  const bad = placedOf(simulation.bad, statements).map(({ date, kind, file, line, also }) => {
    const place = file === null ? '' : `${file}:${line}`;
    return `${date} ${kind} ${place}${also === undefined ? '' : ` and ${also.file}:${also.line}`}`;
  });
  await session.execute('ANALYZE');
  const { rates } = await readRates(session);
  const findings = lint({ model, statements }).findings.filter(({ rule }) => !FORMAL.includes(rule));
  return { bad, found: new Set(findings.map(({ file }) => file ?? '')), simulation, rates };
}

it('finds every planted fault on its day and at its line, more than lint does, and nothing else', {
  timeout: 600_000,
}, async () => {
  const bad: string[] = [];
  const byLint = new Set<string>();
  for (const [plan, group] of Map.groupBy(cases, (one) => one.plan)) {
    const result = await run(group, plan);
    expect(result.simulation).toMatchObject({ unfed: [], unwatched: [] });
    bad.push(...result.bad);
    for (const file of result.found) byLint.add(file);
  }
  const planted = cases.filter((one) => one.bad !== 'none');
  expect(bad.sort()).toEqual(planted.map((one) => one.bad).sort());
  expect(planted.length).toBeGreaterThanOrEqual(12);
  expect(cases.length - planted.length).toBeGreaterThanOrEqual(10);
  expect(planted.filter(({ name }) => !byLint.has(name)).length).toBeGreaterThanOrEqual(4);
});

it('is a function of schema, plan and seed', { timeout: 120_000 }, async () => {
  const late = cases.filter(({ name }) => name.startsWith('03'));
  const [one] = late;
  const [first, again, other] = [
    await run(late, one?.plan ?? ''),
    await run(late, one?.plan ?? ''),
    await run(late, one?.plan ?? '', 2),
  ];
  expect(again.simulation).toEqual(first.simulation);
  // As many rows as were inserted, over the chunks that are over.
  expect(first.rates['window_shorter_than_late_rows.m']).toBeCloseTo(24 / 86_400, 5);
  expect(other.simulation.days).not.toEqual(first.simulation.days);
});
