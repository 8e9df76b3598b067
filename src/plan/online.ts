import { findTopLevel, wordsOf } from '../dump/statement.ts';

/**
 * CREATE INDEX as it goes on beside writers: chunk by chunk on a hypertable, CONCURRENTLY on a plain table. What can be
 * built in neither way is left as it is: an index of a hypertable that is unique, one on a partitioned table alone.
 */
export function onlineIndex(statement: string, isHypertable: boolean): string {
  if (!/^CREATE (UNIQUE )?INDEX /.test(statement) || / ON ONLY /.test(statement)) return statement;
  if (!isHypertable) return statement.replace(/^(CREATE (?:UNIQUE )?INDEX) /, '$1 CONCURRENTLY ');
  if (statement.startsWith('CREATE UNIQUE')) return statement;
  const words = wordsOf(statement);
  const place = (text: string): number => findTopLevel(words, text);
  const [option, open] = [place('WITH'), words[place('WITH') + 1]];
  const setting = 'timescaledb.transaction_per_chunk';
  if (option > 0 && open?.text === '(') {
    return `${statement.slice(0, open.end)}${setting}, ${statement.slice(open.end)}`;
  }
  const end = [place('TABLESPACE'), place('WHERE'), words.length - 1].find((at) => at > 0) ?? words.length - 1;
  const at = words[end - 1]?.end ?? statement.length - 1;
  return `${statement.slice(0, at)} WITH (${setting})${statement.slice(at)}`;
}
