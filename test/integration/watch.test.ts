/** @module-tag long */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary.ts';

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');

interface Watching {
  child: ChildProcess;
  /** What is printed until it waits for the next change. */
  round(): Promise<string>;
  ended: Promise<number | null>;
}

function watching(cwd: string, ...args: string[]): Watching {
  const child = spawn(process.execPath, [MAIN, ...args, '--watch', '--engine', 'embedded'], {
    cwd,
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  let heard = (): void => undefined;
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    heard();
  });
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  return {
    child,
    ended,
    round: () =>
      new Promise((done, fail) => {
        void ended.then((code) => fail(new Error(`it ended with ${code}: ${text}`)));
        heard = () => {
          const end = /Waiting for changes in .*\n/.exec(text);
          if (end === null) return;
          const round = text.slice(0, end.index + end[0].length);
          text = text.slice(round.length);
          done(round);
        };
        heard();
      }),
  };
}

test('validate --watch runs again with each change, whatever a run says, until it is stopped', async () => {
  const cwd = temporaryDirectory('watch');
  const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
  mkdirSync(join(cwd, 'sql/init'), { recursive: true });
  mkdirSync(join(cwd, 'parts'));
  write('sql/init/1.sql', '\\ir ../../parts/a.sql\n');
  write('parts/a.sql', "CREATE TABLE a (b int);\nCOMMENT ON TABLE a IS 'x';\n");
  const { child, round, ended } = watching(cwd, 'validate');

  const first = await round();
  expect(first).toContain('✓ validate');
  expect(first).toMatch(/^Waiting for changes in timescale-ci\.yml, sql\/init\. Ctrl-C ends it\.$/m);

  // A file that a script includes, elsewhere: its error ends the run, and not the program.
  write('parts/a.sql', 'CREATE TABLE a (b nit);\n');
  const broken = await round();
  expect(broken).toMatch(/^\d\d:\d\d:\d\d {2}parts\/a\.sql changed$/m);
  expect(broken).toContain('✗ init       parts/a.sql:1:19  type "nit" does not exist');

  write('parts/a.sql', "CREATE TABLE a (b int);\nCOMMENT ON TABLE a IS 'x';\n");
  expect(await round()).toContain('✓ validate');

  write('sql/init/2.sql', 'CREATE TABLE c (d int);\n');
  const more = await round();
  expect(more).toMatch(/^\d\d:\d\d:\d\d {2}sql\/init\/2\.sql is new$/m);
  expect(more).toContain('public.c: this table has no COMMENT');

  // Settings that do not hold, then some that do, in a file that was not there.
  write('timescale-ci.yml', 'lint: { missing-coment: off }\n');
  expect(await round()).toContain('did you mean missing-comment?');
  write('timescale-ci.yml', 'lint: { missing-comment: off }\n');
  expect(await round()).not.toContain('no COMMENT');

  rmSync(join(cwd, 'sql/init/2.sql'));
  expect(await round()).toMatch(/^\d\d:\d\d:\d\d {2}sql\/init\/2\.sql is gone$/m);

  child.kill('SIGINT');
  expect(await ended).toBe(130);
});
