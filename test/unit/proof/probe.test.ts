import { expect, test } from 'vitest';
import type { Database, PostgresErrorFields } from '../../../src/engine/types.ts';
import { type Probe, probeHypertables } from '../../../src/proof/probe.ts';
import { aHypertable, aModel, aTable } from '../../support/model.ts';

const model = aModel(
  aTable('trading.bars', { at: 'timestamp with time zone not null', symbol: 'text not null', volume: 'bigint' }),
  aHypertable('trading.bars', { column: 'at', interval: '86400000000' }),
);

/** Probes a hypertable on a server that gives this answer to the INSERT, and tells what it was sent. */
async function probe(answer: Partial<PostgresErrorFields> | { chunk: string }): Promise<Probe & { sent: string[] }> {
  const sent: string[] = [];
  const database = {
    connect: async () => ({
      execute: async (sql: string) => void sent.push(sql),
      query: async (sql: string) => {
        sent.push(sql);
        if ('chunk' in answer) return [answer];
        throw Object.assign(new Error('refused'), answer);
      },
      [Symbol.asyncDispose]: async () => {},
    }),
  } as unknown as Database;
  const [result] = await probeHypertables(database, model);
  return { ...(result as Probe), sent };
}

const CHUNK = { schema: '_timescaledb_internal', table: '_hyper_1_1_chunk' };
const TABLE = { schema: 'trading', table: 'bars' };

test.each([
  ['the row is in a chunk', { chunk: '_timescaledb_internal._hyper_1_1_chunk' }, 'accepted'],
  ['the row is in the table', { chunk: 'trading.bars' }, 'refused'],
  ['a CHECK constraint refuses it in a chunk', { code: '23514', ...CHUNK }, 'accepted'],
  ['a CHECK constraint refuses it in the table', { code: '23514', ...TABLE }, 'refused'],
  ['a chunk in the same schema has no such value', { code: '23502', ...TABLE, table: 'bars_1_chunk' }, 'accepted'],
  ['a domain refuses a value', { code: '23514', schema: 'public', table: undefined }, 'untried'],
  ['the owner may not make chunks', { code: '42501' }, 'accepted'],
  ['TimescaleDB refuses rows on the root', { code: '0A000' }, 'refused'],
] as const)('where %s, it is %s', async (_, answer, verdict) => {
  const { accepted, untried } = await probe(answer);
  expect(accepted ? 'accepted' : untried ? 'untried' : 'refused').toBe(verdict);
});

test.each([
  ['takes the row', { chunk: '_timescaledb_internal._hyper_1_1_chunk' }],
  ['refuses it', { code: '23514', ...CHUNK }],
])('nothing is sent that changes the schema where the server %s', async (_, answer) => {
  expect((await probe(answer)).sent).toEqual([
    'BEGIN READ WRITE',
    "SET LOCAL session_replication_role = 'replica'",
    'INSERT INTO trading.bars ("at", "symbol") VALUES (\'2001-02-03 00:00:00\'::timestamp with time zone, \'x\'::text) ' +
      'RETURNING tableoid::regclass::text AS chunk',
    'ROLLBACK',
  ]);
});
