import { dirname, relative, resolve } from 'node:path';

/**
 * The directory that a command works in: where the person stands. `npm run` moves into the package that has the script;
 * in a checkout of timescale-ci, called from elsewhere (`npm --prefix`), that would judge the tool's own schema.
 */
export function workingDirectory(cwd: string, env: Record<string, string | undefined>): string {
  const { INIT_CWD: stands, npm_package_name: name, npm_package_json: file } = env;
  if (name !== 'timescale-ci' || !stands || !file || dirname(file) !== cwd) return cwd;
  return /^\.\.([/\\]|$)/.test(relative(cwd, stands)) ? stands : cwd;
}

/** Says what a run reads: the directory, and the settings file in it or elsewhere. */
export function describePlace(cwd: string, file: string, exists: boolean): string {
  const shown = relative(cwd, resolve(cwd, file));
  return `in ${cwd}, ${exists ? `settings of ${shown.startsWith('..') ? file : shown}` : `no ${shown}: default settings`}`;
}
