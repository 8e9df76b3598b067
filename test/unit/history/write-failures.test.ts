import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { listVersions } from '../../../src/history/list-versions.ts';
import { readLatest } from '../../../src/history/read-latest.ts';
import { writeVersion } from '../../../src/history/write-version.ts';
import { contents, later, NOW, systemError, temporaryDirectory, versionInput, watchedFiles } from './support.ts';

const temporaries = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.startsWith('.'));

/** A disk on which the call of this number, and all that follow it, never happen: what a killed process leaves. */
function diskThatDiesAt(number: number): { files: ReturnType<typeof watchedFiles>; calls: string[] } {
  const calls: string[] = [];
  const files = watchedFiles(async (call, args, real) => {
    calls.push(call);
    if (calls.length < number) return;
    // A write is cut in the middle; every other call happens whole or not at all.
    if (calls.length === number && call === 'handle.writeFile') await real(String(args[0]).slice(0, 3));
    throw new Error('killed');
  });
  return { files, calls };
}

/** Ends the same write at each of its steps in turn, each time in a directory that `prepare` has laid out anew. */
async function killAtEachStep(
  prepare: (dir: string) => Promise<void>,
  check: (dir: string) => Promise<void>,
): Promise<string[]> {
  const survived: string[] = [];
  for (let step = 1; ; step++) {
    const dir = join(await temporaryDirectory(), 'schema');
    await mkdir(dir);
    await prepare(dir);
    const { files, calls } = diskThatDiesAt(step);
    const input = versionInput(dir, { text: 'NEW\n', readme: '# NEW\n', now: later(60), keep: 2 });
    const outcome = await writeVersion(input, files).then(
      () => 'finished',
      (error) => error.message,
    );
    if (calls.length < step) return survived;
    survived.push(`${calls[step - 1]}: ${outcome}`);
    await check(dir);

    const next = await writeVersion({ ...input, now: later(120) });
    expect(await temporaries(dir)).toEqual([]);
    expect(await readLatest(dir)).toEqual({ file: next.file, text: 'NEW\n' });
    expect(await contents(dir)).toMatchObject({ 'README_latest.md': '# NEW\n' });
    const written = Object.values(await contents(dir)).filter((text) => text === 'NEW\n');
    expect(written, 'the version and the link to it, never a second version').toHaveLength(2);
  }
}

describe('a run that is killed at any step', () => {
  test('leaves the old latest or the new one, whole, and the next run completes the rest', async () => {
    const steps = await killAtEachStep(
      async (dir) => {
        for (const [second, text] of ['OLDER\n', 'OLD\n'].entries()) {
          await writeVersion(versionInput(dir, { text, readme: '# OLD\n', now: later(second) }));
        }
      },
      async (dir) => {
        expect((await readLatest(dir))?.text).toMatch(/^(OLD|NEW)\n$/);
        for (const { file } of await listVersions(dir)) {
          expect((await contents(dir))[file]).toMatch(/^(OLDER|OLD|NEW)\n$/);
        }
        expect((await contents(dir))['README_latest.md']).toMatch(/^# (OLD|NEW)\n$/);
      },
    );
    for (const call of ['mkdir', 'open', 'handle.writeFile', 'handle.sync', 'link', 'symlink', 'rename', 'unlink']) {
      expect(
        steps.some((step) => step.startsWith(`${call}:`)),
        `${call} was among the steps`,
      ).toBe(true);
    }
    expect(steps.length).toBeGreaterThanOrEqual(12);
  });

  test('leaves nothing or a whole version in a directory that was empty', async () => {
    await killAtEachStep(
      async () => {},
      async (dir) => {
        expect((await readLatest(dir))?.text ?? 'NEW\n').toBe('NEW\n');
      },
    );
  });
});

describe('a call that fails', () => {
  test.each(['open', 'handle.writeFile', 'handle.sync', 'link', 'symlink', 'rename'])(
    'in %s leaves the directory as it was, and the error names it',
    async (failing) => {
      const dir = await temporaryDirectory();
      await writeVersion(versionInput(dir, { text: 'OLD\n' }));
      const before = await contents(dir);
      const files = watchedFiles((call) => {
        if (call === failing) throw systemError('ENOSPC');
      });
      const error = await writeVersion(versionInput(dir, { text: 'NEW\n', now: later(60) }), files).catch((e) => e);
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).toBe(`cannot write to the schema directory ${dir} (ENOSPC: injected)`);
      expect(error.hint).toContain('disk is full');
      expect(error.exitCode).toBe(2);
      expect(await contents(dir)).toEqual(before);
    },
  );

  test('for want of permission says so', async () => {
    const dir = await temporaryDirectory();
    const files = watchedFiles((call) => {
      if (call === 'open') throw systemError('EACCES');
    });
    const error = await writeVersion(versionInput(dir), files).catch((e) => e);
    expect(error.message).toContain(dir);
    expect(error.hint).toContain('write permission');
  });

  test.each(['schema', 'schema/below'])('a file stands at %s', async (path) => {
    const parent = await temporaryDirectory();
    await writeFile(join(parent, 'schema'), 'precious');
    const dir = join(parent, path);
    const error = await writeVersion(versionInput(dir)).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(`cannot write to the schema directory ${dir} (`);
    expect(error.hint).toContain('is a file');
    expect(await contents(parent)).toEqual({ schema: 'precious' });
  });

  test('a directory stands in the README’s place', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'README_latest.md'));
    const error = await writeVersion(versionInput(dir)).catch((e) => e);
    expect(error.hint).toContain('A directory stands where a file belongs');
    expect(await temporaries(dir)).toEqual([]);
  });

  test('a programming error is not dressed as the user’s', async () => {
    const input = versionInput(await temporaryDirectory(), {
      fingerprint: () => {
        throw new TypeError('bug');
      },
    });
    await expect(writeVersion(input)).rejects.toThrow(TypeError);
  });
});

describe('temporary files of other runs', () => {
  async function leave(dir: string, pid: number, host?: string): Promise<string> {
    let name = '';
    const files = watchedFiles((call, args) => {
      if (call === 'open') name ||= String(args[0]);
      if (call === 'link') throw new Error('killed');
    });
    await writeVersion(versionInput(dir), files).catch(() => {});
    name = name.replace(`-${process.pid}-`, `-${pid}-`);
    if (host !== undefined) name = name.replace(/-[0-9a-f]{8}-/, `-${host}-`);
    await writeFile(name, 'half');
    return name;
  }
  const exists = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );

  test('are removed when their process is gone', async () => {
    const dir = await temporaryDirectory();
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const left = await leave(dir, child.pid as number);
    await writeVersion(versionInput(dir));
    expect(await exists(left)).toBe(false);
  });

  test('are removed when an earlier process had this one’s id, as in a container', async () => {
    const dir = await temporaryDirectory();
    const left = await leave(dir, process.pid);
    await writeVersion(versionInput(dir));
    expect(await exists(left)).toBe(false);
  });

  test('stay while their process runs or may run on another machine, for an hour', async () => {
    const dir = await temporaryDirectory();
    const here = await leave(dir, process.ppid);
    const elsewhere = await leave(dir, 1, '00000000');
    const written = NOW.getTime() / 1000;
    for (const path of [here, elsewhere]) await utimes(path, written, written);

    await writeVersion(versionInput(dir, { now: later(3600) }));
    expect([await exists(here), await exists(elsewhere)]).toEqual([true, true]);
    await writeVersion(versionInput(dir, { now: later(3601) }));
    expect([await exists(here), await exists(elsewhere)]).toEqual([false, false]);
  });

  test('stay while this process writes them', async () => {
    const dir = await temporaryDirectory();
    const files = watchedFiles(async (call) => {
      if (call === 'link') await writeVersion(versionInput(dir, { text: 'INNER\n' }));
    });
    await writeVersion(versionInput(dir, { text: 'OUTER\n' }), files);
    expect((await readLatest(dir))?.text).toBe('OUTER\n');
    expect(await listVersions(dir)).toHaveLength(2);
  });

  test('other hidden files stay', async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, '.gitkeep'), '');
    await writeVersion(versionInput(dir));
    expect(await temporaries(dir)).toEqual(['.gitkeep']);
  });
});

describe('writers at the same time', () => {
  test('in one process each get a version, and the latest is one of them', async () => {
    const dir = await temporaryDirectory();
    const texts = Array.from({ length: 12 }, (_, number) => `${number}\n`);
    const results = await Promise.all(texts.map((text) => writeVersion(versionInput(dir, { text }))));
    await expectAllThere(
      dir,
      results.map(({ file }) => file),
      texts,
    );
  });

  test('in several processes each get a version, and the latest is one of them', async () => {
    const dir = await temporaryDirectory();
    const module = new URL('../../../src/history/write-version.ts', import.meta.url);
    const script = `
      const { writeVersion } = await import(${JSON.stringify(module)});
      const [dir, number] = process.argv.slice(1);
      for (const letter of 'abcdef') {
        const text = number + letter + '\\n';
        const input = { dir, text, readme: text, now: new Date(${NOW.getTime()}), fingerprint: (text) => text };
        console.log((await writeVersion(input)).file);
      }`;
    const outputs = await Promise.all(
      [1, 2, 3].map((number) => run(['--input-type=module', '-e', script, dir, `${number}`])),
    );
    const texts = [1, 2, 3].flatMap((number) => [...'abcdef'].map((letter) => `${number}${letter}\n`));
    await expectAllThere(dir, outputs.join('').trim().split('\n'), texts);
  });

  async function expectAllThere(dir: string, files: string[], texts: string[]): Promise<void> {
    expect(new Set(files).size).toBe(texts.length);
    const { 'schema_latest.sql': latest, 'README_latest.md': _readme, ...versions } = await contents(dir);
    expect(Object.keys(versions).sort()).toEqual([...files].sort());
    expect(Object.values(versions).sort()).toEqual([...texts].sort());
    expect(texts).toContain(latest);
  }

  async function run(args: string[]): Promise<string> {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    return output;
  }
});
