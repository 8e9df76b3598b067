import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withoutConcurrently } from '../../src/engine/concurrently.ts';
import { disableRyuk, startDocker } from '../../src/engine/docker.ts';
import { startEmbedded } from '../../src/engine/embedded.ts';
import type { Engine, Session } from '../../src/engine/types.ts';
import { ScriptError } from '../../src/script/error.ts';
import { runScripts } from '../../src/script/run.ts';
import type { RunOptions, RunResult } from '../../src/script/run-types.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';

disableRyuk(process.env);
const CWD = '/work';
let engine: Engine;
let session: Session;

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  session = await engine.database.connect();
  await session.execute('CREATE EXTENSION timescaledb');
});
afterAll(() => engine?.[Symbol.asyncDispose]());

beforeEach(async () => {
  // A failed script may have left a transaction open.
  session = await engine.database.connect();
  await session.execute('DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s');
});

/** Runs the files, the first one as given to runScripts, the others there to be included. */
function run(files: string | Record<string, string>, options: Partial<RunOptions> = {}): Promise<RunResult> {
  const all = typeof files === 'string' ? { 'a.sql': files } : files;
  const [[name, text]] = Object.entries(all) as [[string, string]];
  return runScripts(session, [{ name, path: `${CWD}/${name}`, text }], {
    database: 'trading_data',
    cwd: CWD,
    readFile: async (path) => {
      const included = all[path.slice(CWD.length + 1)];
      if (included === undefined) throw new Error(`no file ${path}`);
      return included;
    },
    ...options,
  });
}

async function failure(files: string | Record<string, string>): Promise<ScriptError> {
  const error = await run(files).then(
    () => new Error('it ran'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ScriptError)) throw error;
  return error;
}

async function value(sql: string): Promise<unknown> {
  const [row] = await session.query<{ value: unknown }>(sql);
  return row?.value;
}

describe('errors', () => {
  it('stand under the right character after wide and astral ones', async () => {
    const error = await failure("SELECT 1;\nSELECT '表表😀',\n\t'é😀', oops FROM pg_class;\nSELECT 2;");
    expect(error).toMatchObject({ file: 'a.sql', line: 3, column: 8, sqlstate: '42703', exitCode: 1 });
    expect(error.render()).toBe(
      [
        'a.sql:3:8  column "oops" does not exist  (42703)',
        "     3 │     'é😀', oops FROM pg_class;",
        '       │            ^',
      ].join('\n'),
    );
  });

  it('are mapped back through variables', async () => {
    const error = await failure("\\set long 'a rather long value'\nSELECT :'long', :\"long\",\n  oops;");
    expect(error).toMatchObject({ line: 2, column: 17, reason: 'column "a rather long value" does not exist' });
    expect(await failure("\\set long 'a rather long value'\nSELECT :'long',\n  oops;")).toMatchObject({
      line: 3,
      column: 3,
    });
  });

  it('name a variable that is not set', async () => {
    expect(await failure('CREATE TABLE s.t (a int DEFAULT :missing);')).toMatchObject({
      column: 33,
      hint: expect.stringContaining('The psql variable missing is not set'),
    });
  });

  it('inside a new function stand in its body', async () => {
    const error = await failure(
      'CREATE FUNCTION s.f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETRUN 1;\nEND $$;',
    );
    expect(error).toMatchObject({ line: 3, column: 3, reason: 'syntax error at or near "RETRUN"' });
  });

  it('inside a called function show what it ran', async () => {
    const error = await failure(
      'CREATE FUNCTION s.f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE x int; BEGIN\nSELECT gone INTO x FROM pg_class; RETURN x; END $$;\n\nSELECT s.f();',
    );
    expect(error).toMatchObject({ line: 4, column: 1, sqlstate: '42703' });
    expect(error.render()).toContain('QUERY   in the function:\n     1 │ SELECT gone');
    expect(error.render()).toContain('CONTEXT PL/pgSQL function s.f() line 2 at SQL statement');
  });

  it('inside a DO block stand on its line', async () => {
    expect(await failure('-- é\nDO LANGUAGE plpgsql $x$\nBEGIN\n  PERFORM 1;\n  PERFORM 1/0;\nEND $x$;')).toMatchObject(
      {
        line: 5,
        column: 3,
        reason: 'division by zero',
      },
    );
  });

  it('carry detail and hint', async () => {
    const error = await failure(
      "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'first' || chr(10) || 'second', HINT = 'try', ERRCODE = 'P0007'; END $$;",
    );
    expect(error).toMatchObject({ sqlstate: 'P0007', detail: 'first\nsecond', hint: 'try' });
    expect(error.render()).toContain('DETAIL  first\n        second\nCONTEXT ');
    expect(error.render()).toMatch(/HINT {4}try$/);
  });

  it('stop the run', async () => {
    await failure('CREATE TABLE s.a ();\nSELEC 1;\nCREATE TABLE s.b ();');
    expect(
      await value("SELECT string_agg(relname, ',') AS value FROM pg_class WHERE relnamespace = 's'::regnamespace"),
    ).toBe('a');
  });
});

describe('COPY', () => {
  it('feeds the rows, whatever is in them', async () => {
    const result = await run(
      'CREATE TABLE s.t (a int, "from stdin" text);\nCOPY s.t (a, "from stdin") /* STDIN */ FROM stdin WITH (NULL \'stdin\');\n1\té;\'\n2\tstdin\n\\.\nCOPY s.t FROM STDIN (FORMAT csv, HEADER);\na,b\n3,"x\ny"\n\\.\nINSERT INTO s.t VALUES (4);',
    );
    expect(result).toMatchObject({ files: 1, statements: 4 });
    expect(await value('SELECT json_agg(t)::text AS value FROM s.t')).toBe(
      '[{"a":1,"from stdin":"é;\'"}, \n {"a":2,"from stdin":null}, \n {"a":3,"from stdin":"x\\ny"}, \n {"a":4,"from stdin":null}]',
    );
  });

  it('says which row is wrong', async () => {
    const error = await failure('CREATE TABLE s.t (a int);\nCOPY s.t FROM stdin;\n1\ntwo\n\\.\n');
    expect(error).toMatchObject({ line: 4, column: 1, sqlstate: '22P02', sourceLine: 'two' });
  });

  it('does not guess the row where the first one has line breaks in it', async () => {
    const error = await failure('CREATE TABLE s.t (a text, b int);\nCOPY s.t FROM stdin CSV;\n"a\nb",1\nc,d\n\\.\n');
    expect(error).toMatchObject({ line: 2, column: 1, sqlstate: '22P02' });
  });

  it('says where its own options are wrong', async () => {
    expect(
      await failure("CREATE TABLE s.t (a text DEFAULT 'é');\nCOPY s.t FROM stdin (NULL 'é', FORMATT csv);\n\\.\n"),
    ).toMatchObject({
      line: 2,
      column: 32,
    });
  });

  it('tells notices', async () => {
    const notices: string[] = [];
    await run(
      "CREATE TABLE s.t (a int);\nCREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'row %', NEW.a; RETURN NEW; END $$;\nCREATE TRIGGER x BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f();\nCOPY s.t FROM stdin;\n7\n\\.\n",
      { onNotice: ({ message }, { line }) => notices.push(`${line} ${message}`) },
    );
    expect(notices).toEqual(['4 row 7']);
  });
});

describe('as under psql -f', () => {
  const HYPERTABLE =
    "CREATE TABLE s.h (t timestamptz NOT NULL, v int);\nSELECT create_hypertable('s.h', 't');\nINSERT INTO s.h VALUES ('2024-01-01', 1);\n";
  const CAGG =
    "CREATE MATERIALIZED VIEW s.c WITH (timescaledb.continuous) AS\n  SELECT time_bucket('1 day', t) AS day, count(*) FROM s.h GROUP BY 1 WITH DATA;\n";

  it('fills a continuous aggregate outside of a transaction, and refreshes it', async () => {
    await run(`${HYPERTABLE}${CAGG}CALL refresh_continuous_aggregate('s.c', NULL, NULL);`);
    expect(await value('SELECT count(*)::int AS value FROM s.c')).toBe(1);
  });

  it('refuses to fill it inside of one, at the statement', async () => {
    expect(await failure(`${HYPERTABLE}BEGIN;\n${CAGG}COMMIT;`)).toMatchObject({
      line: 5,
      column: 1,
      sqlstate: '25001',
    });
  });

  it('rolls back to a savepoint', async () => {
    await run('BEGIN; CREATE TABLE s.a (); SAVEPOINT x; CREATE TABLE s.b (); ROLLBACK TO x; COMMIT;');
    expect(await value("SELECT to_regclass('s.a') || coalesce(to_regclass('s.b')::text, '') AS value")).toBe('s.a');
  });

  it('takes a transaction left open for an error, where it began', async () => {
    expect(await failure('SELECT 1;\n  BEGIN;\nCREATE TABLE s.a ();\n')).toMatchObject({
      line: 2,
      column: 3,
      reason: 'this transaction is still open where a.sql ends, so all of it would be rolled back',
    });
  });

  it('reads variables, conditions and included files', async () => {
    const said: string[] = [];
    const result = await run(
      {
        'sql/a.sql':
          '\\set name t1\n\\ir sub/b.sql\n\\if :{?done}\nCREATE TABLE s.t2 ();\n\\else\nnonsense;\n\\endif\n\\i c.sql\n',
        'sql/sub/b.sql': 'CREATE TABLE s.:"name" ();\n\\set done 1\n\\echo :name in :DBNAME',
        'c.sql': "DO $$ BEGIN RAISE WARNING 'careful'; END $$;\n\\q\nnonsense",
      },
      {
        onEcho: (text) => said.push(text),
        onNotice: ({ severity, message }, place) => said.push(`${severity} ${message} ${place.file}:${place.line}`),
      },
    );
    expect(said).toEqual(['t1 in trading_data', 'WARNING careful c.sql:1']);
    expect(result.files).toBe(3);
    expect(result.ran).toMatchObject([
      { file: 'sql/sub/b.sql', line: 1, column: 1, text: 'CREATE TABLE s."t1" ();' },
      { file: 'sql/a.sql', line: 4, column: 1, text: 'CREATE TABLE s.t2 ();' },
      { file: 'c.sql', line: 1, column: 1, text: "DO $$ BEGIN RAISE WARNING 'careful'; END $$;" },
    ]);
  });

  it('starts every file with default settings', async () => {
    const files = ["SET search_path = '';", 'CREATE TABLE a (); DROP TABLE a;'].map((text, index) => ({
      name: `${index}.sql`,
      path: `/${index}.sql`,
      text,
    }));
    expect(await runScripts(session, files, { database: 'trading_data', cwd: '/' })).toMatchObject({ statements: 3 });
  });
});

describe('CONCURRENTLY', () => {
  const send = (sql: string): Promise<void> => withoutConcurrently(sql, (text) => session.execute(text));

  it('makes, rebuilds and drops a valid index', async () => {
    await session.execute('CREATE TABLE s.t (a int)');
    await send('CREATE UNIQUE INDEX CONCURRENTLY i ON s.t (a);');
    expect(await value("SELECT indisvalid AS value FROM pg_index WHERE indexrelid = 's.i'::regclass")).toBe(true);
    await send('REINDEX TABLE CONCURRENTLY s.t');
    await send('DROP INDEX CONCURRENTLY s.i');
    expect(await value("SELECT to_regclass('s.i') AS value")).toBeNull();
  });

  it('makes a valid index in a transaction per chunk, whatever else it is made with', async () => {
    await session.execute("CREATE TABLE s.h (t timestamptz NOT NULL, a int); SELECT create_hypertable('s.h', 't')");
    await session.execute("INSERT INTO s.h VALUES ('2020-01-01', 1), ('2021-01-01', 2)");
    const options = ['timescaledb.transaction_per_chunk', 'timescaledb.transaction_per_chunk = true, fillfactor = 80'];
    for (const list of [...options, 'fillfactor = 80, timescaledb.transaction_per_chunk']) {
      await send(`CREATE INDEX i ON s.h (a) WITH (${list}) WHERE a > 0`);
      expect(await value("SELECT indisvalid AS value FROM pg_index WHERE indexrelid = 's.i'::regclass")).toBe(true);
      await send('DROP INDEX s.i');
    }
  });

  it('is refused inside a transaction block and on a hypertable', async () => {
    await session.execute("CREATE TABLE s.h (t timestamptz NOT NULL); SELECT create_hypertable('s.h', 't')");
    await expect(send('CREATE INDEX CONCURRENTLY ON s.h (t)')).rejects.toMatchObject({ code: '0A000' });
    await session.execute('CREATE TABLE s.t (a int)');
    await session.execute('BEGIN');
    await expect(send('CREATE INDEX CONCURRENTLY ON s.t (a)')).rejects.toMatchObject({ code: '25001' });
    await expect(send('CREATE INDEX CONCURRENTLY ON s.t (a)')).rejects.toMatchObject({ code: '25P02' });
    await session.execute('ROLLBACK');
  });

  it('reports errors where they are', async () => {
    await session.execute('CREATE TABLE s.t (a int)');
    await expect(send('CREATE INDEX CONCURRENTLY ON s.t (é)')).rejects.toMatchObject({ code: '42703' });
    const sql = 'CREATE INDEX CONCURRENTLY ON s.t (a) WHERE oops';
    await expect(send(sql)).rejects.toMatchObject({ position: String(sql.indexOf('oops') + 1) });
  });
});

describeDocker('statements that are sent together', () => {
  const NOTICED = 'CREATE TABLE IF NOT EXISTS s.a ();';
  let docker: Engine;
  let far: Session;
  beforeAll(async () => {
    docker = await startDocker({ image: dockerImage(), database: 'trading_data' });
    far = await docker.database.connect();
    await far.execute('CREATE SCHEMA s');
  });
  afterAll(() => docker?.[Symbol.asyncDispose]());

  const send = async (text: string) => {
    const told: string[] = [];
    const started: number[] = [];
    const result = await runScripts(far, [{ name: 'a.sql', path: '/a.sql', text }], {
      database: 'trading_data',
      cwd: '/',
      onNotice: ({ message }, { line }) => told.push(`${line}: ${message}`),
      onStatement: ({ line }) => started.push(line),
    }).catch((error: unknown) => error as ScriptError);
    return { result, told, started };
  };

  it('are told apart: what each makes the server say, and the one that fails', async () => {
    const many = Array.from({ length: 150 }, (_, i) => `CREATE TABLE s.t${i} ();`).join('\n');
    const { result, told, started } = await send(
      `CREATE TABLE s.a ();\n${NOTICED}\n${many}\nCOMMENT ON TABLE s.nowhere IS '';\n${NOTICED}\n`,
    );
    expect(result).toMatchObject({ line: 153, sqlstate: '42P01' });
    expect(told).toEqual(['2: relation "a" already exists, skipping']);
    expect(started).toEqual(Array.from({ length: 153 }, (_, i) => i + 1));
  });

  it('go before what the file has behind them: rows, a command, a broken text', async () => {
    const rows = await send('CREATE TABLE s.r (n int);\nCOPY s.r FROM STDIN;\n1\n2\n\\.\nALTER TABLE s.r ADD m int;\n');
    expect(rows.result).toMatchObject({ statements: 3 });
    expect(await far.query('SELECT n, m FROM s.r ORDER BY n')).toEqual([
      { n: 1, m: null },
      { n: 2, m: null },
    ]);
    expect((await send("DROP TABLE s.nowhere;\nSELECT 'open")).result).toMatchObject({ line: 1, sqlstate: '42P01' });
    expect((await send("DROP TABLE s.r;\nSELECT 'open")).result).toMatchObject({ line: 2 });
    expect(await far.query("SELECT to_regclass('s.r') AS r")).toEqual([{ r: null }]);
  });
});
