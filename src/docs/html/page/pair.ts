import type { History } from '../data.ts';
import type { Pair } from './history.ts';

/** What is compared stands in the address behind the place: `#section.history/schema_A.sql..schema_B.sql`. */
const SEPARATOR = '..';

/** The pair that the address names; the newest change where it names none, or versions that are gone. */
export function pairOf({ versions }: History): Pair {
  const [from, to] = (location.hash.split('/')[1] ?? '')
    .split(SEPARATOR)
    .map((file) => versions.findIndex((version) => nameOf(version.file) === file));
  const known = from !== undefined && to !== undefined && from >= 0 && to > from;
  return known ? { from, to } : { from: versions.length - 2, to: versions.length - 1 };
}

/** Puts the pair into the address, for whoever shares it. */
export function rememberPair({ versions }: History, { from, to }: Pair): void {
  const [a, b] = [from, to].map((at) => nameOf(versions[at]?.file ?? ''));
  history.replaceState(null, '', `#section.history/${a}${SEPARATOR}${b}`);
}

/** The schema of now has no file. */
function nameOf(file: string): string {
  return file === '' ? 'now' : file.replace(/\.sql$/, '');
}
