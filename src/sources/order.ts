import { UserError } from '../errors.ts';
import { byBytes } from './folder.ts';

/** The order of whole numbers of any length, given as digits. */
export function byDigits(a: string, b: string): number {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The order of names where numbers count as numbers: `2_b.sql` before `10_a.sql`; equal ones by their bytes. */
export function byNumbers(a: string, b: string): number {
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i] as string, y[i] as string];
    const order = isNumber(p) && isNumber(q) ? byDigits(p, q) : byBytes(p, q);
    if (order !== 0) return order;
  }
  return x.length - y.length || byBytes(a, b);
}

/** Text and numbers in turn. */
function parts(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}

/**
 * Sees to it that no two files have the same version: tools refuse them, since which came first is nobody's knowledge.
 *
 * @throws UserError that names both
 */
export function refuseTwins<T extends { version: string; name: string }>(files: readonly T[], tool: string): void {
  const seen = new Map<string, T>();
  for (const file of files) {
    const other = seen.get(file.version);
    if (other !== undefined) {
      throw new UserError(`${other.name} and ${file.name} have the same version, ${file.version}`, {
        hint: `${tool} takes each version once: give one of them the next number.`,
        exitCode: 1,
      });
    }
    seen.set(file.version, file);
  }
}
