/** Where whole numbers come from; fast-check's Random is one. */
export interface Numbers {
  /** From `least` to `most`, both possible. */
  nextInt(least: number, most: number): number;
}

/** Decisions of a generator: everything random about a generated schema comes from here, so a seed tells all of it. */
export class Chance {
  readonly #random: Numbers;

  constructor(random: Numbers) {
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

/** Numbers that follow from a seed alone (mulberry32). */
export function seeded(seed: number): Numbers {
  let state = seed >>> 0;
  return {
    nextInt(least, most) {
      state = (state + 0x6d2b79f5) >>> 0;
      let x = Math.imul(state ^ (state >>> 15), state | 1);
      x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
      return least + (((x ^ (x >>> 14)) >>> 0) % (most - least + 1));
    },
  };
}
