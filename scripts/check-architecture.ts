import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { checkFile, unusedExports, type Violation } from './architecture.ts';

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

/** What the folders of a checkout export to nobody. */
export async function checkExports(root: string, folders: readonly string[]): Promise<Violation[]> {
  return unusedExports(await readSources(root, folders));
}

/** Every TypeScript file of ours in some folders, by its path from the root with slashes. */
export async function readSources(root: string, folders: readonly string[]): Promise<Map<string, string>> {
  const paths = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      // The migration tools that a test installs are other people's.
      return entries.filter(
        ({ name, parentPath }) => name.endsWith('.ts') && !parentPath.split(sep).includes('node_modules'),
      );
    }),
  );
  const files = await Promise.all(
    paths.flat().map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path).split(sep).join('/'), await readFile(path, 'utf8')] as const;
    }),
  );
  return new Map(files);
}

if (import.meta.main) {
  const violations = await checkArchitecture(join(import.meta.dirname, '..', 'src'));
  for (const { path, line, message } of violations) console.error(`src/${path}:${line}  ${message}`);
  if (violations.length > 0) process.exitCode = 1;
  else console.log('The arrows between the folders of src/ are as in scripts/architecture.ts.');
}
