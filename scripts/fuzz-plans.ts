import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Judged, KINDS, type Verdict } from './fuzz-plans-worker.ts';

const PAGE = join(import.meta.dirname, '../docs/plan.md');

/** How a run goes. */
export interface PlanRun {
  /** How many pairs at least; a seed gives up to four. */
  pairs: number;
  seed: number;
  workers: number;
  /** After so many minutes no further seed is begun. */
  minutes: number;
  /** Whether docs/plan.md gets its table. */
  write: boolean;
}

/**
 * Plans the way between generated schemas, and proves each on rows.
 *
 * @returns the exit code
 */
export async function fuzzPlans(run: PlanRun): Promise<number> {
  console.log(`plans between ${run.pairs} pairs of schemas from seed ${run.seed}; embedded TimescaleDB`);
  const started = performance.now();
  const passed = (): number => (performance.now() - started) / 60_000;
  const verdicts: Verdict[] = [];
  let versions = '';
  let next = run.seed;
  await Promise.all(
    Array.from({ length: run.workers }, () =>
      worked(
        () =>
          verdicts.length < run.pairs && passed() < run.minutes ? Array.from({ length: TOGETHER }, () => next++) : [],
        (judged) => {
          versions = judged.versions;
          verdicts.push(...judged.verdicts);
          for (const verdict of judged.verdicts) show(verdict);
          console.log(`  ${verdicts.length} of ${run.pairs}, ${passed().toFixed(1)} min`);
        },
      ),
    ),
  );
  const seeds = `seeds ${run.seed} to ${next - 1}`;
  const summary = `${seeds}, ${passed().toFixed(1)} minutes with ${run.workers} workers, ${versions}`;
  const table = tableOf(verdicts, summary);
  console.log(`\n${table}`);
  if (run.write) await write(table);
  return verdicts.some(({ end }) => end === 'failed') ? 1 : 0;
}

/** Neighbours go to one worker: each is another's pair. */
const TOGETHER = 4;

/** Hands seeds to one worker until none is left. */
function worked(next: () => number[], take: (judged: Judged) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fuzz-plans-worker.ts', import.meta.url));
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    worker.on('message', (judged: Judged | null) => {
      if (judged === null) worker.postMessage(next());
      else take(judged);
    });
  });
}

function show({ seed, kind, end, words }: Verdict): void {
  if (end === 'proved') return;
  console.log(`${end === 'failed' ? '✗' : '–'} seed ${seed}, ${kind}: ${end}`);
  for (const line of words.slice(0, 6)) console.log(`    ${line.slice(0, 900)}`);
}

/** What came of a run, as docs/plan.md has it. */
function tableOf(verdicts: readonly Verdict[], summary: string): string {
  const row = (name: string, some: readonly Verdict[]): string => {
    const count = (wanted: Verdict['end']): number => some.filter(({ end }) => end === wanted).length;
    const share = some.length === 0 ? 0 : (count('proved') / some.length) * 100;
    return `| ${name} | ${some.length} | ${count('proved')} (${share.toFixed(1)} %) | ${count('refused')} | ${count('failed')} |`;
  };
  const totals = new Map<string, number>();
  for (const { counts } of verdicts) {
    for (const [name, count] of Object.entries(counts)) totals.set(name, (totals.get(name) ?? 0) + count);
  }
  const reasons = new Map<string, number>();
  for (const { end, words } of verdicts) {
    if (end !== 'refused') continue;
    for (const reason of new Set(words.map(reasonOf))) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [
    '| pair | pairs | planned and proved | refused by name | failed |',
    '| --- | --- | --- | --- | --- |',
    ...KINDS.map((kind) =>
      row(
        kind,
        verdicts.filter((one) => one.kind === kind),
      ),
    ),
    row('**all**', verdicts),
    '',
    `${summary}. ${[...totals].map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ')}.`,
    ...(reasons.size === 0
      ? []
      : [
          '',
          'Refused (a pair may have several reasons):',
          '',
          ...[...reasons].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `- ${count}: ${reason}`),
        ]),
  ].join('\n');
}

/** Reasons without the names in them. */
function reasonOf(words: string): string {
  const known: readonly [RegExp, string][] = [
    [/is NOT NULL and has no default/, 'a new column is NOT NULL and has no default'],
    [/in which not every value has a form/, 'a column changes to a type in which not every value has a form'],
    [
      /what it holds of rows that were dropped/,
      'the buckets of a continuous aggregate do not give those of the new one',
    ],
    [/may not read [^]* cannot be refreshed/, 'who owns a continuous aggregate may not read what it is made of'],
    [/foreign table/, 'a foreign table leads elsewhere'],
    [/rows that belong to the schema/, 'rows that belong to the schema differ'],
  ];
  const kind = /no statement is known that (?:changes|drops) it$/.exec(words)?.[0];
  return (
    known.find(([pattern]) => pattern.test(words))?.[1] ??
    (kind === undefined ? words : `${words.split(' ')[0]}: ${kind}`)
  );
}

async function write(table: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const marked = /<!-- fuzz -->[^]*<!-- \/fuzz -->/;
  await writeFile(
    PAGE,
    page.replace(marked, () => `<!-- fuzz -->\n\n${table}\n\n<!-- /fuzz -->`),
  );
}
