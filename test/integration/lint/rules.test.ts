import { beforeAll, describe, expect, test } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import { readCatalogue } from '../../../src/catalog/read.ts';
import { explainChanges } from '../../../src/diff/changes.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { PostgresErrorFields, Session } from '../../../src/engine/types.ts';
import { explainError } from '../../../src/lint/explain-error.ts';
import { lint } from '../../../src/lint/lint.ts';
import { RULES } from '../../../src/lint/rules/index.ts';
import type { Finding } from '../../../src/lint/types.ts';
import { runScripts } from '../../../src/script/run.ts';
import { type SourceStatement, sourceStatements } from '../../../src/sql/sources.ts';
import { CASES, type Case, REFUSED } from './cases.ts';

/** `fixed`: the bad one with the lines that its findings would have in it. */
type Side = 'bad' | 'good' | 'fixed';
const SIDES: readonly Side[] = ['bad', 'good', 'fixed'];

const bases = new Map<string, SchemaModel>();
const heads = new Map<string, SchemaModel>();
const sources = new Map<string, SourceStatement[]>();
/** What was said instead of each refused statement; null where it ran. */
const refusals = new Map<string, string | null>();

/** The SQL of hints, by rule, which was executed, and the schemas as it left them. */
const advised = new Map<string, string>();
const mendedHeads = new Map<string, SchemaModel>();

/** A hint ends with the SQL that it advises, if it advises any. */
function sqlOf(hint: string | null): string | undefined {
  const sql = /(?:^|: )((?:ALTER|CREATE|DROP|COMMENT|GRANT|REVOKE|SELECT|CALL) [^]*;)$/.exec(hint ?? '')?.[1];
  return sql?.replace("'…'", "'something'");
}

const schemaOf = (rule: string, side: Side): string => `${rule.replaceAll('-', '_')}_${side}`;

// All schemas are built side by side in one database and read at once: a server for each would take minutes.
beforeAll(async () => {
  await using engine = await startEmbedded('trading_data');
  await using session = await engine.database.connect();
  await session.execute('CREATE EXTENSION timescaledb');
  const build = async (sql: (one: Case, side: Side) => string | undefined, models: Map<string, SchemaModel>) => {
    const built: string[] = [];
    for (const one of CASES) {
      for (const side of SIDES) {
        const text = sql(one, side);
        if (text === undefined) continue;
        const schema = schemaOf(one.rule, side);
        built.push(schema);
        await session.execute(`CREATE SCHEMA ${schema}; SET search_path = ${schema}, public`);
        const name = `${schema}.sql`;
        const result = await runScripts(session, [{ name, path: `/${name}`, text }], {
          database: 'trading_data',
          cwd: '/',
        });
        sources.set(schema, sourceStatements(result.scripts, result.ran));
      }
    }
    const { model } = await readCatalogue(session);
    for (const schema of built) models.set(schema, only(schema, model));
    return built;
  };
  const built = await build(({ base, goodBase }, side) => (side === 'good' ? (goodBase ?? base) : base), bases);
  for (const schema of built) await session.execute(`DROP SCHEMA ${schema} CASCADE`);
  await build((one, side) => (side === 'fixed' ? undefined : one[side]), heads);
  await build((one, side) => (side === 'fixed' ? fixed(one) : undefined), heads);

  for (const one of CASES) {
    for (const { rule, hint } of findings(one, 'bad')) {
      const sql = sqlOf(hint);
      if (sql === undefined) continue;
      await session.execute(`SET search_path = ''`);
      await session.execute(sql);
      advised.set(rule, sql);
    }
  }
  const { model: mended } = await readCatalogue(session);
  for (const one of CASES) mendedHeads.set(schemaOf(one.rule, 'bad'), only(schemaOf(one.rule, 'bad'), mended));

  for (const { rule, before, bad, good } of REFUSED) {
    for (const [side, sql] of Object.entries({ bad, good })) {
      refusals.set(`${rule} ${side}`, await attempt(session, before, sql));
    }
  }
});

/** The bad SQL with the lines that the findings of its rule would have; undefined where they would have none. */
function fixed(one: Case): string | undefined {
  const lines = one.bad.split('\n');
  const fixes = findings(one, 'bad').flatMap(({ fix }) => fix ?? []);
  for (const { line, from, to } of fixes) {
    expect(lines[line - 1]).toBe(from);
    lines[line - 1] = to;
  }
  return fixes.length === 0 ? undefined : lines.join('\n');
}

/** The part of a model that belongs to a schema, or names it. */
function only(schema: string, model: SchemaModel): SchemaModel {
  return Object.fromEntries(
    Object.entries(model).map(([collection, objects]) => [
      collection,
      (objects as { name: string }[]).filter(
        (object) => JSON.stringify(object).includes(`"${schema}.`) || object.name.startsWith(schema),
      ),
    ]),
  ) as unknown as SchemaModel;
}

async function attempt(session: Session, before: string, sql: string): Promise<string | null> {
  await session.execute('CREATE SCHEMA refused; SET search_path = refused, public');
  try {
    await session.execute(before);
    await session.execute(sql);
    return null;
  } catch (error) {
    const { message, hint } = error as PostgresErrorFields;
    return `${message} ${hint ?? ''}`;
  } finally {
    await session.execute('ROLLBACK');
    await session.execute('DROP SCHEMA refused CASCADE; DROP PUBLICATION IF EXISTS refused');
  }
}

function findings({ rule, timescaledb, goodVersion }: Case, side: Side, models = heads): Finding[] {
  const schema = schemaOf(rule, side);
  const model = models.get(schema);
  const base = bases.get(schema);
  if (model === undefined) throw new Error(`${schema} was not built`);
  const version = (side === 'good' ? goodVersion : undefined) ?? timescaledb ?? null;
  const result = lint({
    model,
    statements: sources.get(schema) ?? [],
    timescaledb: version,
    ...(base === undefined
      ? {}
      : { base: { model: base, changes: explainChanges(base, model, { timescaledb: version }) } }),
  });
  return result.findings.filter((finding) => finding.rule === rule);
}

describe.each(CASES)('$rule', (one) => {
  test('finds what it is for, at its statement', () => {
    const found = findings(one, 'bad');
    expect(found.map(({ rule }) => rule)).toEqual([one.rule]);
    const [finding] = found as [Finding];
    const line = one.bad.split('\n')[(finding.line ?? 0) - 1];
    if (one.at === null) expect(finding.line).toBeNull();
    else expect(line?.startsWith(one.at), `points at ${line}`).toBe(true);
    if (one.object !== undefined) expect(finding.object).toBe(`${schemaOf(one.rule, 'bad')}.${one.object}`);
    expect(finding.message).toMatch(/^\S.*[^.]$/);
    expect(finding.message).not.toMatch(/undefined|null|NaN/);
  });

  test('is content with the nearest SQL that is right', () => {
    expect(findings(one, 'good')).toEqual([]);
  });
});

describe.each(REFUSED)('$rule, which the server refuses', ({ rule }) => {
  test('the error is explained', () => {
    const said = refusals.get(`${rule} bad`);
    expect(said).toBeTypeOf('string');
    expect(explainError(said ?? '')?.rule).toBe(rule);
  });

  test('the nearest right statement runs', () => {
    expect(refusals.get(`${rule} good`)).toBeNull();
  });
});

test('a hint that is SQL runs on the schema that it is about, and mends it', () => {
  const rules = [...advised.keys()];
  expect(rules).toEqual(expect.arrayContaining(['duplicate-index', 'foreign-key-without-index', 'segmentby-missing']));
  for (const one of CASES.filter(({ rule }) => advised.has(rule))) {
    expect(findings(one, 'bad', mendedHeads), advised.get(one.rule)).toEqual([]);
  }
});

test('the line that a finding would have mends it, alone', () => {
  const mended = CASES.filter(({ rule }) => heads.has(schemaOf(rule, 'fixed')));
  for (const one of mended) expect(findings(one, 'fixed'), fixed(one)).toEqual([]);
  expect(mended.map(({ rule }) => rule).sort()).toEqual([
    'aggregate-with-data',
    'chunk-interval-extreme',
    'orderby-time',
    'refresh-end-offset',
    'small-counter',
    'time-column-without-zone',
    'unlogged-table',
    'writable-by-public',
  ]);
});

test('every rule is tested', () => {
  const tested = new Set([...CASES, ...REFUSED].map(({ rule }) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  expect(RULES.length).toBeGreaterThanOrEqual(25);
});
