import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { checkFile, type Violation } from './architecture.ts';

/** Every rule of scripts/architecture.ts over every file of a source folder, in the order of their paths. */
export async function checkArchitecture(root: string): Promise<Violation[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    paths.sort().map(async (path) => {
      const name = relative(root, path).split(sep).join('/');
      return checkFile(name, await readFile(path, 'utf8'));
    }),
  );
  return found.flat();
}

if (import.meta.main) {
  const violations = await checkArchitecture(join(import.meta.dirname, '..', 'src'));
  for (const { path, line, message } of violations) console.error(`src/${path}:${line}  ${message}`);
  if (violations.length > 0) process.exitCode = 1;
  else console.log('The arrows between the folders of src/ are as in scripts/architecture.ts.');
}
