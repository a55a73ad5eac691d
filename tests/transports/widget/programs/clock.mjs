// A clock that a test moves, in place of the timers of the browser.

export class Clock {
  now = 0;
  #timers = new Map();
  #number = 0;

  setTimeout = (done, after) => {
    this.#timers.set(++this.#number, { at: this.now + after, done });
    return this.#number;
  };

  clearTimeout = (number) => this.#timers.delete(number);

  /** Move by some milliseconds. */
  advance(by) {
    const end = this.now + by;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      const [number, { at, done }] = due;
      this.#timers.delete(number);
      this.now = at;
      done();
    }
    this.now = end;
  }

  get waiting() {
    return this.#timers.size;
  }
}
