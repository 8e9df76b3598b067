import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';
import { compareDirectories } from './compare-directories.ts';

// The bundler and its licence plugin start from the working directory, the plugin as soon as the options are made.
process.chdir(join(import.meta.dirname, '..'));
const { bundleInto } = await import('../rolldown.config.ts');

const fresh = await mkdtemp(join(tmpdir(), 'timescale-ci-dist-'));
try {
  await build(bundleInto(fresh));
  const differences = await compareDirectories(fresh, 'dist');
  if (differences.length === 0) {
    console.log('dist/ is what src/ builds.');
  } else {
    console.error('dist/ is not what src/ builds:');
    for (const { path, kind } of differences) console.error(`  ${kind.padEnd(9)} dist/${path}`);
    console.error('Run "npm run build" and commit dist/ with your change.');
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`dist/ could not be built to compare: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await rm(fresh, { recursive: true, force: true });
}
