/**
 * How long a year of the reference schema takes:
 *
 *   node bench/simulate.ts [days]
 *
 * Builds sql/init on the embedded engine, lets 365 days pass and says what that took, with the processor.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createReporter } from '../src/report/reporter.ts';
import { loadSettings } from '../src/settings/load.ts';
import { simulate } from '../src/workflows/simulate.ts';

const days = Number(process.argv[2] ?? 365);
const cwd = join(import.meta.dirname, '..');
const reporter = createReporter({ write: () => {}, terminal: false, colour: false, now: () => performance.now() });
const settings = await loadSettings({}, join(cwd, 'timescale-ci.yml'), true);
const [{ model = 'unknown' } = {}] = cpus();
console.log(`node bench/simulate.ts ${days}`);
console.log(`${cpus().length} x ${model}, Node ${process.versions.node}`);

const start = performance.now();
const before = process.cpuUsage();
const result = await simulate(settings, { reporter, cwd, now: () => new Date(), env: process.env }, { days, seed: 1 });
const cpu = process.cpuUsage(before);
const runs = result.days.reduce((sum, day) => sum + day.runs, 0);
console.log(
  `${((performance.now() - start) / 1000).toFixed(1)} s, of which ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of processor time`,
);
console.log(`${runs} runs of jobs, first bad date: ${result.bad[0]?.date ?? 'none'}`);
