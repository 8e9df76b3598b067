import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The projects whose migrations are programs, and the package that has their tools. */
export const ORMS = resolve(import.meta.dirname, '../orms');

/** What npm leaves when it has installed everything. */
const INSTALLED = join(ORMS, 'node_modules/.package-lock.json');

/**
 * Installs the tools beside the projects, once for a lockfile. They are 200 MB that nobody else needs, so they are no
 * dependencies of ours.
 *
 * @returns why it cannot be done; undefined where they are there
 */
export function installOrms(): string | undefined {
  const wanted = statSync(join(ORMS, 'package-lock.json')).mtimeMs;
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= wanted) return undefined;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const { status, stderr, error } = spawnSync('npm', args, { cwd: ORMS, encoding: 'utf8', shell: false });
  return status === 0 ? undefined : `npm ci in test/e2e/orms fails: ${error?.message ?? stderr.trim().split('\n')[0]}`;
}
