import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Defect } from '../data/sample/defects.ts';
import { type SampleOptions, sampleFiles } from '../data/sample/sample.ts';
import { UserError } from '../errors.ts';
import { plural } from '../report/words.ts';
import type { Context } from './context.ts';

export interface DataSampleOptions extends SampleOptions {
  directory: string;
  gzip: boolean;
}

export interface DataSampleResult {
  ok: true;
  directory: string;
  files: string[];
  rows: number;
  defects: Defect[];
}

/** Writes sample bars, a file a month, and beside them what is wrong with them on purpose. */
export async function dataSample(options: DataSampleOptions, { reporter, cwd }: Context): Promise<DataSampleResult> {
  const { directory, gzip, from, to } = options;
  if (![from, to].every((day) => /^20\d{2}-\d{2}-\d{2}$/.test(day)) || from > to) {
    throw new UserError(`${from} to ${to} is no time`, { hint: 'Write both days as 2024-01-02, the first one first.' });
  }
  const step = reporter.step('sample');
  const place = resolve(cwd, directory);
  await mkdir(place, { recursive: true });
  const defects: Defect[] = [];
  const files: string[] = [];
  let rows = 0;
  for (const file of sampleFiles(options, defects)) {
    const name = gzip ? `${file.name}.gz` : file.name;
    await writeFile(join(place, name), gzip ? gzipSync(file.text) : file.text);
    files.push(join(directory, name));
    rows += file.rows;
    step.update(name);
  }
  if (defects.length > 0) await writeFile(join(place, 'defects.json'), `${JSON.stringify(defects, null, 2)}\n`);
  const wrong = defects.length === 0 ? '' : `, ${plural(defects.length, 'defect')} listed in defects.json`;
  step.done(`${rows.toLocaleString('en')} bars in ${plural(files.length, 'file')} of ${directory}${wrong}`);
  return { ok: true, directory, files, rows, defects };
}
