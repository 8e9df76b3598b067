import { createHash } from 'node:crypto';
import type { ServerFeatures } from '../catalog/server-features.ts';
import type { ServerVersions } from '../engine/types.ts';
import type { RowTable } from './rows.ts';

/** The SHA-256 of a dump's text below its header comment, in hexadecimal. */
export function fingerprintOf(text: string): string {
  return createHash('sha256').update(bodyOf(text)).digest('hex');
}

/** What stands below the header comment: everything after the first blank line of a text that begins with our header. */
export function bodyOf(text: string): string {
  if (!text.startsWith(FIRST_LINE)) return text;
  const end = text.indexOf('\n\n');
  return end < 0 ? '' : text.slice(end + 2);
}

const ROWS = '-- Rows of: ';
const FIRST_LINE = '-- TimescaleDB schema, dumped by timescale-ci';

/**
 * Puts the header above a body. Versions stand here and nowhere else, since they are not the schema's.
 *
 * @param about.chosen what of the schema is in it
 * @param about.rows the tables whose rows are
 * @param about.owner of a live database, whose objects name no owner
 */
export function withHeader(
  body: string,
  versions: ServerVersions,
  {
    owner,
    chosen,
    rows = [],
  }: { owner?: string | undefined; chosen?: string | undefined; rows?: readonly RowTable[] } = {},
): string {
  return [
    FIRST_LINE,
    `-- Server: TimescaleDB ${versions.timescaledb} (${versions.edition}) on PostgreSQL ${versions.postgres}`,
    `-- Fingerprint: ${createHash('sha256').update(body).digest('hex')}`,
    '-- Restore into an empty database: psql -v ON_ERROR_STOP=1 -f THIS_FILE',
    ...(chosen === undefined ? [] : [`-- Holds of the schema: ${onOneLine(chosen)}`]),
    ...(rows.length === 0 ? [] : [`${ROWS}${JSON.stringify(rows)}`]),
    ...(owner === undefined ? [] : [`-- What names no owner belongs to ${onOneLine(owner)}: restore as that role`]),
    '',
    body,
  ].join('\n');
}

/** The same header above another body, with that one's fingerprint. */
export function withBody(text: string, body: string): string {
  const head = text.slice(0, text.length - bodyOf(text).length);
  return `${head.replace(/(?<=^-- Fingerprint: ).*$/m, createHash('sha256').update(body).digest('hex'))}${body}`;
}

/** The versions that a header names. */
export function versionsOf({ postgres, timescaledb, edition }: ServerFeatures): ServerVersions {
  return { postgres, timescaledb: timescaledb?.version ?? 'none', edition };
}

/** A role's name may hold a line break, which would end the comment. */
function onOneLine(name: string): string {
  return name.replace(/[\r\n]+/g, ' ');
}

/** The tables whose rows a dump holds, as its header names them. */
export function rowsOf(text: string): RowTable[] {
  const head = text.startsWith(FIRST_LINE) ? text.slice(0, text.indexOf('\n\n')) : '';
  const line = head.split('\n').find((one) => one.startsWith(ROWS));
  try {
    return line === undefined ? [] : (JSON.parse(line.slice(ROWS.length)) as RowTable[]);
  } catch {
    return [];
  }
}

export interface Header {
  versions: ServerVersions;
  fingerprint: string;
}

/** Reads a header back, or gives undefined where the text has none of ours. */
export function readHeader(text: string): Header | undefined {
  if (!text.startsWith(FIRST_LINE)) return undefined;
  const head = text.slice(0, text.indexOf('\n\n'));
  const server = /^-- Server: TimescaleDB (\S+) \((community|apache)\) on PostgreSQL (\S+)$/m.exec(head);
  const fingerprint = /^-- Fingerprint: ([0-9a-f]{64})$/m.exec(head)?.[1];
  if (server === null || fingerprint === undefined) return undefined;
  const [, timescaledb = '', edition, postgres = ''] = server;
  return { versions: { timescaledb, postgres, edition: edition as ServerVersions['edition'] }, fingerprint };
}
