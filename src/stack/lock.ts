import { open, readFile, rm } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';

/**
 * Keeps other commands from changing the same stack, until it is let go. What a killed command left does not count.
 *
 * @param path of the lock, which holds the id of the process
 * @returns a function that lets go
 * @throws UserError where another command runs
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, { hint: 'Check the directory.', cause });
      }
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (runs(holder)) {
      throw new UserError(`another command is changing this stack (process ${holder})`, {
        hint: `Wait until it is done. If there is none, remove ${path}.`,
      });
    }
    await rm(path, { force: true });
  }
  throw new UserError('another command is changing this stack', { hint: 'Wait until it is done.' });
}

/** A signal of no kind tells whether a process is there; one of somebody else's may not be sent, and is there. */
function runs(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
