/** Makes the live demonstration: the HTML page of the reference schema, as `docs --html` writes it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEMONSTRATION, ROOT } from './pages.ts';

const directory = join(import.meta.dirname, 'public');
mkdirSync(directory, { recursive: true });
const page = [
  'docs',
  '--engine',
  'embedded',
  '--html',
  join(directory, DEMONSTRATION),
  '-o',
  join(directory, 'reference-schema.txt'),
];
execFileSync(process.execPath, [join(ROOT, 'dist/cli.js'), ...page], { cwd: ROOT, stdio: 'inherit' });
