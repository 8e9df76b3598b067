import type { Random } from 'fast-check';

/** Decisions of a generator: everything random about a generated schema comes from here, so a seed tells all of it. */
export class Chance {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number from `least` to `most`, both possible. */
  int(least: number, most: number): number {
    return this.#random.nextInt(least, most);
  }

  /** True in that many of a hundred cases. */
  maybe(percent = 50): boolean {
    return this.int(1, 100) <= percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)] as T;
  }

  /** Some of a list, at least and at most so many, in an order of their own. */
  some<T>(list: readonly T[], least: number, most: number): T[] {
    return this.shuffled(list).slice(0, this.int(Math.min(least, list.length), Math.min(most, list.length)));
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}
