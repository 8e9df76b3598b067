import { bytes } from '../format/count.ts';
import { STOPS_READERS, STOPS_WRITERS } from '../rehearse/measure.ts';
import type { Rehearsal, Told } from '../rehearse/told.ts';
import { truncate } from '../text.ts';
import { visible } from './terminal-text.ts';
import { plural } from './words.ts';

/** PostgreSQL's own: 64 for each of 100 connections. */
const DEFAULT_LOCK_ROOM = 6400;

/** More memory of one session than this is told of: it may be more than the server has left. */
const NOTED_MEMORY = 500_000_000;

/** Each statement with what it holds up, in lines for a terminal. */
export function rehearsedLines({ statements, unfilled, others, production }: Rehearsal): string[] {
  const whose = production === null ? '' : 'your ';
  return [
    ...statements.flatMap((one) => [
      `${one.file}:${one.line}  ${truncate(one.text.replace(/\s+/g, ' ').trim(), 70)}`,
      `    ${verdictOf(one, whose)}`,
      ...detailsOf(one, production?.lockRoom).map((line) => `    ${line}`),
    ]),
    ...unfilled.map((line) => `left empty: ${line}`),
    ...(others ? [] : ['Nobody wrote or read meanwhile, which the embedded engine cannot have: --engine docker does.']),
  ].map(visible);
}

/** What a statement does, in words: `rewrites 801 tables of public.m; stops readers and writers of it for about 40 s at 800 chunks`. */
export function verdictOf({ measured, tables, indexes, heldSeconds, seconds, chunks }: Told, whose = ''): string {
  const did = measured.at(-1)?.did;
  if (did === undefined) return '';
  const relations = did.rewrites.map(({ relation }) => relation);
  const counted = [tables > 0 ? plural(tables, 'table') : '', indexes > 0 ? plural(indexes, 'index') : ''];
  const stopped = new Map<string, string[]>();
  for (const { relation, mode } of did.locks ?? []) {
    if (!STOPS_WRITERS.includes(mode)) continue;
    const how = `stops ${mode === STOPS_READERS ? 'readers and writers' : 'writers'} (${spaced(mode)})`;
    stopped.set(how, [...(stopped.get(how) ?? []), relation]);
  }
  const stops = [...stopped].map(([how, names]) => `${how} of ${[...new Set(names)].join(', ')}`);
  const at = `at ${whose}${plural(chunks, 'chunk')}`;
  const parts = [
    ...(relations.length > 0 ? [`rewrites ${counted.filter(Boolean).join(' and ')} of ${relations.join(', ')}`] : []),
    ...(did.locks === null ? ['runs in no transaction: its locks were not looked at'] : []),
    ...(stops.length > 0 ? [`${stops.join(' and ')} for about ${short(heldSeconds)} ${at}`] : []),
    ...(stops.length === 0 && did.locks !== null ? ['stops nobody'] : []),
    ...(stops.length === 0 ? [`takes about ${short(seconds)} ${at}`] : []),
  ];
  return parts.join('; ');
}

/** What was measured at most chunks, and what to look out for. */
function detailsOf(
  { measured, lockEntries, memoryBytes, seconds, heldSeconds, chunks: told }: Told,
  lockRoom = DEFAULT_LOCK_ROOM,
): string[] {
  const last = measured.at(-1);
  if (last === undefined) return [];
  const { did, chunks } = last;
  const waited = did.met?.waitedFor ?? [];
  const facts = [
    short(did.seconds),
    ...(did.met === null
      ? []
      : [`longest INSERT ${short(did.met.insertSeconds)}`, `SELECT ${short(did.met.selectSeconds)}`]),
    `WAL ${bytes(did.walBytes)}`,
    ...(did.tempBytes > 0 ? [`temporary files ${bytes(did.tempBytes)}`] : []),
  ];
  return [
    `measured at ${plural(chunks, 'chunk')}: ${facts.join(', ')}`,
    ...(heldSeconds > 2 * seconds + 0.1
      ? ['its locks are held until the transaction ends: end it sooner, or put this last']
      : []),
    ...waited
      .slice(0, 3)
      .map(({ relation, mode }) => `had to wait for ${spaced(mode)} on ${relation}, and all who came after it`),
    ...(did.met?.failed == null ? [] : [`others fail from here on: ${did.met.failed}`]),
    ...(memoryBytes !== null && memoryBytes > NOTED_MEMORY
      ? [
          `needs about ${bytes(memoryBytes)} of memory on the server at ${plural(told, 'chunk')}: see that it has as much left, or it is killed and all sessions with it`,
        ]
      : []),
    ...(lockEntries !== null && lockEntries > lockRoom
      ? [
          `needs ${lockEntries} locks at once, for which a server with max_locks_per_transaction × max_connections = ${lockRoom} may have no room ("out of shared memory"): raise it first`,
        ]
      : []),
  ];
}

/** `0.004 s`, `2.3 s`, `40 s` */
function short(seconds: number): string {
  return `${seconds >= 10 ? Math.round(seconds) : Number(seconds.toPrecision(2))} s`;
}

/** `AccessExclusiveLock` as SQL names it: `ACCESS EXCLUSIVE`. */
export function spaced(mode: string): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
