// How long the user may be silent until the agent is told.

/** `hear` has `left(seconds)`, which is `null` if nothing waits, and `over()`. */
export class Silence {
  #hear;
  #timers;
  #tick = null;
  #asked = null; // the seconds that the agent asked for in this turn
  #left = 0;

  constructor(hear, timers = globalThis) {
    this.#hear = hear;
    this.#timers = timers;
  }

  /** The agent asks for it. The time begins at the end of its turn. */
  ask(seconds) {
    if (seconds > 0) this.#asked = seconds;
  }

  /** The turn is over, or the user begins to type: the whole time begins now. */
  begin() {
    if (this.#asked === null) return;
    this.#timers.clearTimeout(this.#tick);
    this.#left = this.#asked;
    this.#wait();
  }

  /** The user has done something, or nobody is there to be told. */
  stop() {
    this.#timers.clearTimeout(this.#tick);
    this.#asked = null;
    this.#hear.left(null);
  }

  #wait() {
    this.#hear.left(this.#left);
    const step = Math.min(1, this.#left);
    this.#tick = this.#timers.setTimeout(() => {
      this.#left -= step;
      if (this.#left > 0) {
        this.#wait();
        return;
      }
      this.stop();
      this.#hear.over();
    }, step * 1000);
  }
}
