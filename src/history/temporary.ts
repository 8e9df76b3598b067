import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode, type Files, unless } from './files.ts';

/** Temporary files carry who writes them, so that the next run can tell a crash's leftovers from a neighbour at work. */
const TEMPORARY = /^\.timescale-ci-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** No write takes this long: past it a temporary file is a leftover, whoever made it. */
const STALE_MS = 60 * 60 * 1000;

/** Names that this process is writing now. The process id alone says too little: in a container it is always the same. */
const inUse = new Set<string>();

/** Temporary files in one directory; `release` forgets and removes those that were not renamed away. */
export interface Temporaries {
  /** A fresh name in the directory. Nothing is created. */
  path(): string;
  /** Writes a new file and waits until it is on the disk. Gives its path. */
  write(text: string): Promise<string>;
  release(): Promise<void>;
}

/** Starts a set of temporary files in this directory. */
export function temporariesIn(dir: string, files: Files): Temporaries {
  const mine = new Set<string>();
  const path = (): string => {
    const name = `.timescale-ci-${HOST}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
    mine.add(name);
    inUse.add(name);
    return join(dir, name);
  };
  return {
    path,
    async write(text) {
      const target = path();
      await using file = await files.open(target, 'wx', 0o644);
      await file.writeFile(text);
      await file.sync();
      return target;
    },
    async release() {
      for (const name of mine) {
        // The write has its own outcome, and the next run removes what stays.
        await files.unlink(join(dir, name)).catch(() => undefined);
        inUse.delete(name);
      }
    },
  };
}

/** Removes the temporary files of runs that are over. A file that cannot be removed stays: it does no harm. */
export async function removeLeftovers(dir: string, now: Date, files: Files): Promise<void> {
  for (const name of await files.readdir(dir)) {
    const [, host, pid] = TEMPORARY.exec(name) ?? [];
    if (host === undefined || pid === undefined) continue;
    const stat = await unless(['ENOENT'], files.lstat(join(dir, name)));
    if (!stat) continue;
    const over = host === HOST && !isWriting(name, Number(pid));
    if (over || now.getTime() - stat.mtimeMs > STALE_MS) await files.unlink(join(dir, name)).catch(() => undefined);
  }
}

function isWriting(name: string, pid: number): boolean {
  if (pid === process.pid) return inUse.has(name);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, and it is another user's.
    return errorCode(error) === 'EPERM';
  }
}
