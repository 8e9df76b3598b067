import { STOPS_READERS, STOPS_WRITERS } from '../rehearse/measure.ts';
import type { Rehearsed } from '../rehearse/rehearse.ts';
import { truncate } from '../text.ts';
import { plural } from './words.ts';

interface Shown {
  chunks: number;
  statements: readonly (Rehearsed & { secondsAtChunks: number })[];
  unfilled: readonly string[];
}

/** Each statement with what it holds up, in lines for a terminal. */
export function rehearsedLines({ statements, chunks, unfilled }: Shown): string[] {
  return [
    ...statements.flatMap((one) => [
      `${one.file}:${one.line}  ${truncate(one.text.replace(/\s+/g, ' ').trim(), 70)}`,
      `    ${verdictOf(one, chunks)}`,
    ]),
    ...unfilled.map((line) => `left empty: ${line}`),
  ];
}

/** What a statement does, in words: `writes 11 tables anew and stops readers and writers of public.m with its 10 chunks`. */
export function verdictOf(
  { measured, secondsAtChunks }: Rehearsed & { secondsAtChunks: number },
  chunks: number,
): string {
  const last = measured.at(-1);
  if (last === undefined) return '';
  const { did } = last;
  const anew = did.rewrites.map(({ relation, tables, indexes }) => {
    const parts = [tables > 0 ? plural(tables, 'table') : '', indexes > 0 ? plural(indexes, 'index') : ''];
    return `${parts.filter(Boolean).join(' and ')} of ${relation}`;
  });
  const stops = (did.locks ?? [])
    .filter(({ mode }) => STOPS_WRITERS.includes(mode))
    .map(({ relation, mode, chunks: locked }) => {
      const whom = mode === STOPS_READERS ? 'readers and writers' : 'writers';
      return `stops ${whom} of ${relation}${locked > 0 ? ` and ${plural(locked, 'chunk')}` : ''} (${spaced(mode)})`;
    });
  const parts = [
    ...(anew.length > 0 ? [`writes anew ${anew.join(', ')}`] : []),
    ...(did.locks === null ? ['runs in no transaction: its locks were not looked at'] : []),
    ...(stops.length > 0 ? stops : did.locks === null ? [] : ['stops nobody']),
    `about ${secondsAtChunks.toPrecision(2)} s at ${plural(chunks, 'chunk')}`,
  ];
  return `${parts.join('; ')}, measured at ${last.chunks} chunks`;
}

/** `AccessExclusiveLock` as SQL names it: `ACCESS EXCLUSIVE`. */
export function spaced(mode: string): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
