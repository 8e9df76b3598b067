import { expect, test } from 'vitest';
import { ScriptError } from '../../../src/script/error.ts';
import type { ScriptFile, ToolRules } from '../../../src/script/files.ts';
import { explained, type Failed } from '../../../src/workflows/explain.ts';

const file = (name: string, text: string, tool?: string): ScriptFile => ({
  name,
  path: `/${name}`,
  text,
  tool: tool === undefined ? undefined : ({ name: tool } as ToolRules),
});
const VIEW = 'CREATE VIEW v AS SELECT * FROM later;\n';

test('a schema that no script makes may be a platform’s; TimescaleDB is not said to be missing', async () => {
  const statement = 'create extension if not exists timescaledb with schema extensions';
  const fields = { message: 'schema "extensions" does not exist', sqlstate: '3F000', statement };
  const error = new ScriptError({ file: '1.sql', line: 1, column: 1 }, statement, fields);
  const failed = { files: [file('1.sql', statement)], image: 'x', engine: { kind: 'embedded' } } as unknown as Failed;
  expect(await explained(error, failed)).toMatchObject({
    hint: expect.stringMatching(/^No script makes the schema extensions before this line\. .*Supabase/),
  });
});

test.each<[string, ScriptFile[], string | undefined]>([
  [
    'by a later file',
    [file('1.sql', VIEW), file('2.sql', '\nCREATE TABLE later (a int);')],
    'later is made by a later file, 2.sql:2: files run in the order of "init:", those of a pattern or a directory by name.',
  ],
  [
    'by a later file of a tool',
    [file('m/1.sql', VIEW, 'dbmate'), file('m/2.sql', 'CREATE TABLE public.later (a int);', 'dbmate')],
    'later is made by a later file, m/2.sql:1: dbmate runs them in this order, too.',
  ],
  [
    'further down',
    [file('1.sql', `${VIEW}CREATE TABLE later (a int);`)],
    'later is made further down, on line 2: move that up.',
  ],
  ['nowhere', [file('1.sql', VIEW), file('2.sql', 'DROP TABLE later;')], undefined],
])('what is missing is made %s', async (_, files, hint) => {
  const place = { file: files[0]?.name ?? '', line: 1, column: 1 };
  const error = new ScriptError(place, VIEW, {
    message: 'relation "later" does not exist',
    sqlstate: '42P01',
    statement: VIEW,
  });
  const failed = { files, image: 'x', engine: { kind: 'embedded' } } as unknown as Failed;
  expect(await explained(error, failed)).toMatchObject({ reason: error.reason, hint });
});
