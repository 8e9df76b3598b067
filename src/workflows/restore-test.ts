import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SchemaModel } from '../catalog/model.ts';
import { fingerprintOf, readHeader } from '../dump/header.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Proof } from '../proof/prove.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { canonicalSource } from './dump.ts';
import { proveOn } from './prove.ts';
import { openSource, startEngine } from './source.ts';

export interface RestoreTestResult {
  ok: boolean;
  server: string;
  fingerprint: string;
  /** False where the text is not what its own header says: it was edited. */
  intact: boolean | null;
  proof: Proof;
}

/**
 * Proves a dump file: it restores, a second dump has the same bytes, and every hypertable takes rows. Where a source is
 * given too (`compare`), the restored schema must be exactly the source's.
 */
export async function restoreTest(
  file: string,
  settings: Settings,
  context: Context,
  compare: boolean,
): Promise<RestoreTestResult> {
  const text = await readDump(resolve(context.cwd, file), file);
  const header = readHeader(text);
  const fingerprint = fingerprintOf(text);
  const intact = header === undefined ? null : header.fingerprint === fingerprint;
  if (intact === false) {
    context.reporter.warn(`${file} was changed after it was dumped`, [
      `its header says ${header?.fingerprint.slice(0, 8)}, its text is ${fingerprint.slice(0, 8)}`,
    ]);
  }
  const expected = compare ? await expectedModel(settings, context) : null;
  await using engine = await startEngine(settings, context, compare ? 'scratch' : 'server');
  const proof = await proveOn(engine, { text }, expected, context, file);
  return { ok: proof.proved, server: engine.label, fingerprint, intact, proof };
}

async function expectedModel(settings: Settings, context: Context): Promise<SchemaModel> {
  await using source = await openSource(settings, context);
  return (await canonicalSource(source, settings, context)).model;
}

async function readDump(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError(`cannot read the dump ${file}: ${messageOf(cause)}`, {
      hint: 'Give the path of a .sql file that "backup" or "dump" wrote, such as sql/schema/schema_latest.sql.',
      cause,
    });
  }
}
