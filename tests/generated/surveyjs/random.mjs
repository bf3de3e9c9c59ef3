// Random numbers that are the same for the same seed.

export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `least` to `most`. */
  int(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share) {
    return this.next() < share;
  }

  pick(items) {
    return items[Math.floor(this.next() * items.length)];
  }

  /** Some of the items, in their order. */
  some(items, share = 0.5) {
    return items.filter(() => this.chance(share));
  }

  /** One of the functions, called. */
  oneOf(...makers) {
    return this.pick(makers)();
  }

  /** The members that a share of all gets: `{name: [share, maker]}`. */
  members(all) {
    const made = {};
    for (const [name, [share, make]] of Object.entries(all)) {
      if (this.chance(share)) made[name] = typeof make === "function" ? make() : make;
    }
    return made;
  }
}

/** A seed for the case with that number of a construct. */
export function seedOf(seed, construct, index) {
  let hash = 2166136261 ^ seed;
  for (const letter of `${construct}#${index}`) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  return hash >>> 0;
}
