import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { readHeader } from '../dump/header.ts';
import { readBack, settle } from '../proof/prove.ts';
import type { Settings } from '../settings/schema.ts';
import { readInit } from '../sources/init.ts';
import type { SourceStatement } from '../sql/sources.ts';
import type { Context } from './context.ts';
import { targetVersion } from './lint.ts';
import { openSource, type Source, startEngine } from './source.ts';

/** What a person named as one side of a comparison. */
export type OperandSpec =
  | { kind: 'live'; url: string; name: string }
  | { kind: 'dump'; text: string; name: string }
  | { kind: 'init'; name: string };

/** One side of a comparison, read on a server of our own. */
export interface Operand {
  dump: Dump;
  /** The statements that built it; none for a dump or a live database. */
  statements: readonly SourceStatement[];
  /** The version of a live database; null for what is only files. */
  live: string | null;
  /** The version that the files are meant for. */
  target: string;
}

/**
 * Says what a word of the command line stands for: a postgres:// URL, a file that one of our dumps is in, or init SQL (a
 * file, a directory, a pattern).
 *
 * @throws UserError where there is no such file
 */
export async function readOperandSpec(word: string, { cwd }: Context): Promise<OperandSpec> {
  if (/^postgres(ql)?:\/\//.test(word)) return { kind: 'live', url: word, name: withoutSecrets(word) };
  const text = await readFile(resolve(cwd, word), 'utf8').catch(() => '');
  if (readHeader(text) !== undefined) return { kind: 'dump', text, name: word };
  await readInit([word], cwd, { database: 'postgres', beside: false });
  return { kind: 'init', name: word };
}

/**
 * Reads the schema of a side. Each ends up on a server of the same kind, also a live one, whose dump is restored there:
 * versions of PostgreSQL print the same view differently, and only the same printer shows what is equal. For the same
 * reason each is read back until it prints as it was read.
 */
export async function openOperand(spec: OperandSpec, settings: Settings, context: Context): Promise<Operand> {
  switch (spec.kind) {
    case 'init': {
      const { 'database-url': _url, source: _source, build: _build, ...files } = settings;
      await using source = await openSource({ ...files, init: [spec.name] }, context, false);
      const dump = await dumpStep(spec.name, context, async () => settle(await dumpOf(source), source.engine));
      return { dump, statements: source.statements, live: null, target: targetVersion(source.engine, settings) };
    }
    case 'dump':
      return restored(spec.text, spec.name, null, settings, context);
    case 'live': {
      await using source = await openSource({ ...settings, 'database-url': spec.url }, context);
      const { text } = await dumpStep(spec.name, context, () => dumpOf(source));
      return await restored(text, spec.name, source.engine.versions.timescaledb, settings, context);
    }
  }
}

function dumpOf({ engine, builder, options }: Source): Promise<Dump> {
  // The settings are for both sides, and a table may be new in one.
  return dumpDatabase(engine.database, builder, { ...options, absentRows: true });
}

async function restored(
  text: string,
  name: string,
  live: string | null,
  settings: Settings,
  context: Context,
): Promise<Operand> {
  await using engine = await startEngine(settings, context);
  const dump = await dumpStep(name, context, () => readBack(text, engine, name));
  return { dump, statements: [], live, target: targetVersion(engine, settings) };
}

async function dumpStep(name: string, { reporter }: Context, read: () => Promise<Dump>): Promise<Dump> {
  const step = reporter.step('dump');
  const dump = await read();
  step.done(`${name} · schema ${dump.fingerprint.slice(0, 8)}`);
  return dump;
}

/** A URL that can be shown. */
function withoutSecrets(url: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^:@/?#]*):[^@]*@/, '$1:***@').replace(/\?.*$/, '');
}
