/**
 * The only source of chance in a simulation: xoshiro128**, whose 128 bits of state are filled from the seed by
 * splitmix32. The same seed gives the same run; a fork for each part keeps one part's draws from shifting another's.
 */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: number | string) {
    let mixed = hash(String(seed));
    this.#state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      return splitmix(mixed);
    });
  }

  /** Uniform in [0, 1). */
  next(): number {
    const s = this.#state;
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotate(s[3]!, 11);
    return result / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(ratio: number): boolean {
    return this.next() < ratio;
  }

  /** One of the items. Throws when there are none. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }
}

/** A generator of its own for one part of a run. */
export const randomFor = (seed: number, part: string): Random => new Random(`${seed}/${part}`);

const rotate = (value: number, by: number) => ((value << by) | (value >>> (32 - by))) >>> 0;

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function splitmix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
