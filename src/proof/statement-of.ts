import { JOB_KINDS } from '../catalog/policies.ts';
import type { Difference } from '../diff/compare.ts';
import { quoteLiteral } from '../sql/quote.ts';

/** The line of a dump that should have carried what got lost. */
export interface StatementLine {
  /** Counted from 1. */
  line: number;
  text: string;
}

const CALLS: { readonly [kind: string]: string } = {
  ...Object.fromEntries(Object.entries(JOB_KINDS).map(([form, { add }]) => [form, `${add}(`])),
  hypertable: 'create_hypertable(',
  'continuous aggregate': 'CREATE MATERIALIZED VIEW ',
};

/** Finds the statement about an object in a dump's text, or undefined where the dump never had one. */
export function statementOf(dump: string, { kind, object, property }: Difference): StatementLine | undefined {
  const subject = object
    .replace(/^.* on (?=\S)/, '')
    .replace(/ \(\d+\)$/, '')
    .replace(/^job /, '');
  const call = kind === 'hypertable' && property === 'columnstore' ? 'SET (timescaledb.compress' : CALLS[kind];
  const names = [subject, quoteLiteral(subject)];
  const lines = dump.split('\n');
  const fits = (line: string): boolean =>
    !line.startsWith('--') && names.some((name) => line.includes(name)) && (call === undefined || line.includes(call));
  const at = lines.findIndex(fits);
  return at < 0 ? undefined : { line: at + 1, text: lines[at] as string };
}
