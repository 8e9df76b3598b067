import { describe, expect, it } from 'vitest';
import type { Notice, PostgresErrorFields, Session } from '../../../src/engine/types.ts';
import { UserError } from '../../../src/errors.ts';
import { ScriptError } from '../../../src/script/error.ts';
import { runScripts } from '../../../src/script/run.ts';
import type { RunOptions, RunResult } from '../../../src/script/run-types.ts';

/** A session that records what it is sent and fails where told to. */
class RecordingSession implements Session {
  readonly sent: string[] = [];
  readonly #listeners = new Set<(notice: Notice) => void>();
  answer: (sql: string) => unknown = () => undefined;

  async query<Row>(): Promise<Row[]> {
    throw new Error('scripts do not query');
  }
  async execute(sql: string): Promise<void> {
    const error = this.answer(sql);
    if (error !== undefined) throw error;
    this.sent.push(sql);
    for (const listener of this.#listeners) listener({ severity: 'NOTICE', message: sql });
  }
  async executeEach(texts: readonly string[], done: () => void): Promise<void> {
    for (const text of texts) {
      await this.execute(text);
      done();
    }
  }
  async copyIn(sql: string, data: string): Promise<void> {
    await this.execute(`${sql}<${data}>`);
  }
  async reset(): Promise<void> {
    this.sent.push('DISCARD ALL');
  }
  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  get listeners(): number {
    return this.#listeners.size;
  }
  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

function run(
  files: string | Record<string, string>,
  options: Partial<RunOptions> = {},
  session = new RecordingSession(),
): Promise<RunResult> {
  const all = typeof files === 'string' ? { 'a.sql': files } : files;
  const [[name, text]] = Object.entries(all) as [[string, string]];
  return runScripts(session, [{ name, path: `/w/${name}`, text }], {
    database: 'trading_data',
    cwd: '/w',
    readFile: async (path) => {
      const found = all[path.replace('/w/', '')];
      if (found === undefined) throw new Error(`cannot read ${path}`);
      return found;
    },
    ...options,
  });
}

async function failure(...parameters: Parameters<typeof run>): Promise<ScriptError> {
  const error = await run(...parameters).then(
    () => new Error('it ran'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ScriptError)) throw error;
  return error;
}

describe('statements', () => {
  it('are sent one by one, with rows, and recorded', async () => {
    const session = new RecordingSession();
    const started: string[] = [];
    const result = await run(
      `CREATE TABLE t ();\nCOPY t FROM stdin;\n1\n\\.\n  SELECT '${'x'.repeat(300)}'`,
      { onStatement: ({ line }) => started.push(`${line} ${session.sent.length}`) },
      session,
    );
    expect(session.sent).toEqual(['CREATE TABLE t ();', 'COPY t FROM stdin;<1\n>', `SELECT '${'x'.repeat(300)}'`]);
    expect(started).toEqual(['1 0', '2 1', '5 2']);
    expect(result).toMatchObject({ files: 1, statements: 3 });
    expect(result.ran[2]).toMatchObject({
      start: 45,
      end: 354,
      file: 'a.sql',
      line: 5,
      column: 3,
      text: `SELECT '${'x'.repeat(192)}`,
    });
  });

  it('are followed by their notices, and the listener is gone afterwards', async () => {
    const session = new RecordingSession();
    const notices: string[] = [];
    await run('a;\nb;', { onNotice: ({ message }, { line }) => notices.push(`${line}:${message}`) }, session);
    expect(notices).toEqual(['1:a;', '2:b;']);
    session.answer = () => new Error('gone');
    await failure('c;', {}, session);
    expect(session.listeners).toBe(0);
  });

  it('stop where the caller aborts', async () => {
    const session = new RecordingSession();
    const abort = new AbortController();
    session.answer = () => void abort.abort(new Error('enough'));
    await expect(run('a; b;', { signal: abort.signal }, session)).rejects.toThrow('enough');
    expect(session.sent).toEqual(['a;']);
    session.answer = () => new Error('connection closed');
    await expect(run('c;', { signal: abort.signal }, session)).rejects.toThrow('enough');
  });

  it('of every file start afresh', async () => {
    const session = new RecordingSession();
    const files = ['\\set v 1\nSELECT :v;', 'SELECT :v;'].map((text, i) => ({ name: `${i}`, path: `/${i}`, text }));
    await runScripts(session, files, { database: 'd', cwd: '/', variables: { v: '0' } });
    expect(session.sent).toEqual(['SELECT 1;', 'DISCARD ALL', 'SELECT 0;']);
  });
});

describe('server errors', () => {
  const refusing = (fields: Partial<PostgresErrorFields>): RecordingSession => {
    const session = new RecordingSession();
    session.answer = () => Object.assign(new Error('no'), { severity: 'ERROR', code: '42601', ...fields });
    return session;
  };

  it('without a position stand at the statement', async () => {
    expect(await failure('-- c\n SELECT\n 1;', {}, refusing({}))).toMatchObject({
      message: 'a.sql:2:2  no  (42601)',
      line: 2,
      column: 2,
      exitCode: 1,
    });
  });

  it('of the Apache edition say which image has what is missing, and not whose service does', async () => {
    const fields = {
      message: 'functionality not supported under the current "apache" license. Learn more at https://tsdb.co/x',
      code: '0A000',
      hint: 'Try our cloud.',
    };
    const { hint } = await failure('SELECT 1;', {}, refusing(fields));
    expect(hint).toContain('has the Apache edition of TimescaleDB, without compression, continuous aggregates');
    expect(hint).toContain('whose tag does not end in -oss');
    expect(hint).not.toContain('cloud');
  });

  it('at the end of the input stand there', async () => {
    expect(await failure('SELECT (1)\n +', {}, refusing({ position: 14 }))).toMatchObject({ line: 2, column: 3 });
  });

  it('in CRLF files keep their line and column', async () => {
    expect(await failure('SELECT 1,\r\n  oops;\r\n', {}, refusing({ position: '14' }))).toMatchObject({
      line: 2,
      column: 3,
      sourceLine: '  oops;',
    });
  });

  it('that are none say that the server broke, and exit with 2', async () => {
    const session = new RecordingSession();
    session.answer = () => new Error('unreachable');
    expect(await failure('SELECT 1;', {}, session)).toMatchObject({
      exitCode: 2,
      reason: expect.stringContaining('broke at this statement: unreachable'),
    });
    session.answer = () => Object.assign(new Error('read EPIPE'), { code: 'EPIPE' });
    expect(await failure('SELECT 1;', {}, session)).toMatchObject({ exitCode: 2, sqlstate: undefined });
  });
});

describe('transactions', () => {
  it.each([
    'BEGIN; COMMIT;',
    'START TRANSACTION ISOLATION LEVEL SERIALIZABLE; END WORK;',
    'begin work; rollback transaction;',
    "BEGIN; PREPARE TRANSACTION 'x'; COMMIT PREPARED 'x';",
    'BEGIN; COMMIT AND NO CHAIN;',
    'BEGIN; ABORT;',
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;',
    'PREPARE x AS SELECT 1;',
  ])('%s is closed', async (text) => {
    await expect(run(text)).resolves.toMatchObject({ files: 1 });
  });

  it.each([
    ['SELECT 1; BEGIN;', 11],
    ['BEGIN; BEGIN;', 1],
    ['BEGIN; ROLLBACK TO SAVEPOINT x;', 1],
    ['BEGIN; ROLLBACK WORK TO x;', 1],
    ['BEGIN; COMMIT AND CHAIN;', 8],
    ['BEGIN; COMMIT WORK AND CHAIN;', 8],
    ["BEGIN; ROLLBACK PREPARED 'x';", 1],
  ])('%s is open since column %i', async (text, column) => {
    expect(await failure(text)).toMatchObject({
      column,
      reason: expect.stringContaining('still open where a.sql ends'),
    });
  });

  it('may begin in one file and end in the one that includes it', async () => {
    await expect(run({ 'a.sql': '\\i b.sql\nCOMMIT;', 'b.sql': 'BEGIN;' })).resolves.toMatchObject({ files: 2 });
    expect(await failure({ 'a.sql': '\\i b.sql\n', 'b.sql': '\n BEGIN;' })).toMatchObject({
      file: 'b.sql',
      line: 2,
      column: 2,
      sourceLine: ' BEGIN;',
    });
  });
});

describe('psql commands', () => {
  it('include files relative to the working directory or to the including file', async () => {
    const session = new RecordingSession();
    await run(
      {
        'x/a.sql': '\\ir b.sql\n\\i b.sql\n\\include_relative ../b.sql\n\\include x/b.sql',
        'x/b.sql': 'SELECT 1;',
        'b.sql': 'SELECT 2;',
      },
      {},
      session,
    );
    expect(session.sent).toEqual(['SELECT 1;', 'SELECT 2;', 'SELECT 2;', 'SELECT 1;']);
  });

  it('share their variables with included files', async () => {
    const session = new RecordingSession();
    await run({ 'a.sql': '\\set v 1\n\\i b.sql\nSELECT :v;', 'b.sql': 'SELECT :v;\n\\set v 2' }, {}, session);
    expect(session.sent).toEqual(['SELECT 1;', 'SELECT 2;']);
  });

  it('detect a file that includes itself', async () => {
    expect(await failure({ 'a.sql': '\\i x/b.sql', 'x/b.sql': '\n\\ir ../a.sql' })).toMatchObject({
      file: 'x/b.sql',
      line: 2,
      reason: 'a file includes itself: a.sql → x/b.sql → a.sql',
    });
  });

  it('pass on why an included file cannot be read', async () => {
    const readFile = async (): Promise<string> => {
      throw new UserError('b.sql.gz is compressed', { hint: 'Decompress it.' });
    };
    expect(await failure('\\i b.sql.gz', { readFile })).toMatchObject({
      reason: 'b.sql.gz is compressed',
      hint: 'Decompress it.',
    });
    expect(await failure('\\i b.sql')).toMatchObject({
      hint: expect.stringContaining('relative to the working directory'),
    });
  });

  it('stop one file at \\q', async () => {
    const session = new RecordingSession();
    await run({ 'a.sql': '\\i b.sql\nSELECT 2;', 'b.sql': 'SELECT 1;\n\\if 1\n\\q\n\\endif\nSELECT 3;' }, {}, session);
    expect(session.sent).toEqual(['SELECT 1;', 'SELECT 2;']);
  });

  it('say what they say', async () => {
    const said: string[] = [];
    await run("\\echo -n a :DBNAME\n\\qecho '-n' b\n\\warn :USER", {
      onEcho: (text) => said.push(text),
      variables: { USER: 'me' },
    });
    expect(said).toEqual(['a trading_data', '-n b', 'me']);
  });

  it.each([
    '\\connect trading_data',
    '\\c "trading_data" - - -',
    '\\c',
    '\\c -',
    '\\restrict aBc123\n\\unrestrict aBc123',
    '\\timing on',
    '\\pset pager off',
    '\\x',
    '\\encoding utf-8',
    '\\set ON_ERROR_STOP on',
    '\\set ON_ERROR_STOP 1',
    '\\set ON_ERROR_STOP',
    '\\set AUTOCOMMIT on',
    "SET standard_conforming_strings = on; SET client_encoding = 'UTF8'; SET client_encoding TO default;",
  ])('%s changes nothing', async (text) => {
    await expect(run(text)).resolves.toMatchObject({ files: 1 });
  });

  it.each([
    ['\\connect other', '\\connect other: scripts run in one database, trading_data, as one user'],
    ['\\c trading_data admin', '\\connect trading_data admin: scripts run in one database, trading_data, as one user'],
    ['\\c "dbname=x"', '\\connect "dbname=x": scripts run in one database, trading_data, as one user'],
    ['\\encoding LATIN1', 'scripts are read as UTF-8, not as LATIN1'],
    ['\\set ON_ERROR_STOP off', '\\set ON_ERROR_STOP off: scripts stop at the first error here'],
    [
      '\\set AUTOCOMMIT off',
      '\\set AUTOCOMMIT off: every statement is its own transaction here, as in psql by default',
    ],
    ['\\set a-b 1', '"a-b" is not a name for a psql variable'],
    ['\\i', '\\i needs a file name'],
    ['\\i gone.sql', 'cannot read /w/gone.sql'],
    ['SELECT 1\n\\i b.sql', '\\i inside a statement'],
    ['SET standard_conforming_strings TO off;', 'scripts are read with standard_conforming_strings on'],
    ["SET LOCAL client_encoding = 'LATIN1';", 'scripts are read as UTF-8, this one asks for LATIN1'],
    ["SET NAMES 'sql_ascii';", 'scripts are read as UTF-8, this one asks for sql_ascii'],
  ])('%j is refused', async (text, reason) => {
    const session = new RecordingSession();
    expect(await failure(text, {}, session)).toMatchObject({ reason, exitCode: 1 });
    expect(session.sent).toEqual([]);
  });
});
