import { readFile } from 'node:fs/promises';
import { judge } from './test-result.ts';

// The last lines of .ci/run, from the JSON report that vitest wrote: exit 1 when anything failed or was left out.
const { problems, summary, ok } = judge(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')));
for (const problem of problems) console.log(problem);
console.log(summary);
if (!ok) process.exitCode = 1;
