/** A millisecond has so many readings of the clock in it: no two of them are equal. */
const READINGS = 1000;

/**
 * A clock that stands where it is put, in place of the machine's while an embedded server works. The WebAssembly server asks
 * JavaScript for the time (`Date.now`), so that no other clock than this one's own is moved; one server at a time has such
 * a clock.
 */
export class MovedClock {
  #at: number;
  #readings = 0;

  constructor(at: Date) {
    this.#at = at.getTime();
  }

  /** Where it stands. */
  get now(): Date {
    return new Date(this.#at);
  }

  /** Puts it to a moment. Each reading is a microsecond later than the one before, so that time passes alike in every run. */
  set(at: Date): void {
    this.#at = at.getTime();
    this.#readings = 0;
  }

  /** Does some work by this clock, and gives the machine its own back whatever becomes of it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const own = Date.now;
    Date.now = () => this.#at + this.#readings++ / READINGS;
    try {
      return await work();
    } finally {
      Date.now = own;
    }
  }
}
