// Breaks a running stack again and again under a writer that notes each acknowledged commit, and writes the table of what
// came of it into docs/operations.md: node scripts/stack-faults.ts --image REF [--runs 50]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, DISK_FULL, FAULTS, type Tried } from '../test/integration/stack/faults.ts';
import { giveSmallDisk, makeTestStack } from '../test/integration/stack/support.ts';

const { values } = parseArgs({
  options: { image: { type: 'string', default: 'timescale-ci-test:local' }, runs: { type: 'string', default: '50' } },
});
const runs = Number(values.runs);
const docs = join(import.meta.dirname, '../docs/operations.md');

const on = await makeTestStack(mkdtempSync(join(tmpdir(), 'timescale-ci-faults-')));
const bench = new Bench(on, values.image);
const tried: Tried[] = [];
let failure: unknown;
try {
  const ports = ['--port', String(on.ports.primary), '--replica-port', String(on.ports.replica)];
  await bench.must('setup', '--project', on.project, '--image', values.image, ...ports);
  await bench.must('start-replica');
  await bench.writer.start();
  for (let run = 0; run < runs; run += 1) {
    const fault = FAULTS[run % FAULTS.length];
    if (fault === undefined) break;
    note(await bench.try(fault));
  }
} catch (error) {
  failure = error;
} finally {
  await bench.writer.stop().catch(() => {});
  if (failure === undefined) {
    await on.stack('clean', '--yes');
    rmSync(on.dir, { recursive: true, force: true });
  } else console.error(`left for a look: ${on.dir}, project ${on.project}`);
}
if (failure !== undefined) throw failure;
if (process.getuid?.() === 0) await fillDisk();

function note(result: Tried): void {
  tried.push(result);
  console.error(
    `${tried.length}  ${result.seconds} s  ${result.acknowledged} acknowledged  ${result.missing} missing  ${result.said || 'no loss said'}  ${result.fault}`,
  );
  writeFileSync(
    docs,
    readFileSync(docs, 'utf8').replace(/(<!-- faults -->\n)[^]*(<!-- \/faults -->)/, `$1${table()}$2`),
  );
}

/** On a stack of its own, whose primary has a disk in memory: only root may make one. */
async function fillDisk(): Promise<void> {
  const small = await makeTestStack(mkdtempSync(join(tmpdir(), 'timescale-ci-disk-')), 'disk');
  const takeAway = await giveSmallDisk(small, values.image, '400m');
  const on = new Bench(small, values.image);
  try {
    await on.must('setup');
    await on.writer.start();
    for (let time = 0; time < 2; time += 1) note(await on.try(DISK_FULL));
  } finally {
    await on.writer.stop();
    await small.stack('stop');
    await takeAway();
    await small.stack('clean', '--yes');
    rmSync(small.dir, { recursive: true, force: true });
  }
}

function table(): string {
  const rows = [...FAULTS, DISK_FULL].flatMap(({ name }) => {
    const all = tried.filter(({ fault }) => fault === name);
    if (all.length === 0) return [];
    const sum = all.reduce((total, { missing }) => total + missing, 0);
    const said = all.filter((one) => one.said !== '').length;
    return [`| ${name} | ${all.length} | ${sum} | ${sum === 0 && said === 0 ? '–' : `${said} of ${all.length}`} |`];
  });
  return [
    `${tried.length} faults in a row under a writer. Never did two servers take writes, and no acknowledged commit was lost where none was said to be.`,
    '',
    '| fault | times | acknowledged rows lost | loss was said |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
