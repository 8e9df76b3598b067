import { open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import { errorCode, unless } from '../files.ts';
import type { Git } from './git.ts';

/** How often somebody looks whether the other run is done. */
const LOOK_MS = 200;
/** No run commits for this long: past it a lock is a leftover, whatever process has its number now. */
const STALE_MS = 60 * 60 * 1000;

/**
 * Holds a checkout for one run of ours at a time: two that commit at once would get into each other's commits.
 *
 * @param ms how long to wait for another run
 * @param onWait told once that there is one
 * @throws UserError where the other run takes longer
 */
export async function lockCheckout(git: Git, ms: number, onWait: () => void): Promise<AsyncDisposable> {
  const path = join(await git.run(['rev-parse', '--absolute-git-dir']), 'timescale-ci.lock');
  const end = performance.now() + ms;
  for (let waited = false; ; waited = true) {
    const file = await unless(['EEXIST'], open(path, 'wx'));
    if (file !== undefined) {
      await file.writeFile(String(process.pid));
      await file.close();
      return { [Symbol.asyncDispose]: () => unlink(path) };
    }
    if (await isLeftover(path)) {
      await unless(['ENOENT'], unlink(path));
      continue;
    }
    if (performance.now() >= end) {
      throw new UserError(`another run of timescale-ci has been committing in this checkout for ${ms / 1000} s`, {
        hint: `The files stay as they are written. Let the steps run one after the other; where none is left, remove ${path}.`,
        exitCode: 1,
      });
    }
    if (!waited) onWait();
    await sleep(LOOK_MS);
  }
}

/** True where the process that made the lock is gone. */
async function isLeftover(path: string): Promise<boolean> {
  const [text, about] = await Promise.all([unless(['ENOENT'], readFile(path, 'utf8')), unless(['ENOENT'], stat(path))]);
  if (text === undefined || about === undefined) return false;
  if (Date.now() - about.mtimeMs > STALE_MS) return true;
  // The number is written a moment after the lock is there.
  if (text === '') return false;
  try {
    process.kill(Number(text), 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}
