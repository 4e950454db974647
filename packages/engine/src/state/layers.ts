import type { Resources } from '@gantry/model';
import { type TableName, type Tables, tableNames } from '@gantry/model';
import type { NodeHolding } from './holdings.ts';
import { type IndexName, indexNames } from './indexes.ts';
import { LayeredIndex } from './layered-index.ts';
import { LayeredMap } from './layered-map.ts';
import { LayeredTally } from './layered-tally.ts';
import type { TaskCounts } from './task-counts.ts';

/** Sums over records, kept up with each write so that no reader has to scan. */
interface Sums {
  /** By node: what its tasks and offers take. */
  holdings: LayeredMap<NodeHolding>;
  /** By replica set or part of a job. */
  counts: LayeredMap<TaskCounts>;
  /** By client of the allocator: what its tasks and offers take in all. */
  taken: LayeredMap<Resources>;
  /** Under one key: what all nodes have together. */
  total: LayeredMap<Resources>;
  /** Active tasks by replica set or part of a job, then node. */
  spread: LayeredTally;
}

type Indexes = { [N in IndexName]: LayeredIndex };
type Records = { [T in TableName]: LayeredMap<Tables[T]> };

/** All that a state is made of, by name. Tables and indexes never share a name. */
export type Parts = Records & Indexes & Sums;
export type PartName = keyof Parts;

/** A new, empty layer over a part; null: the lowest. */
const makers: { [P in PartName]: (below: Parts[P] | null) => Parts[P] } = Object.fromEntries([
  ...tableNames.map((name) => [name, (below: LayeredMap<object> | null) => new LayeredMap(below)]),
  ...indexNames.map((name) => [name, (below: LayeredIndex | null) => new LayeredIndex(below)]),
  ...['holdings', 'counts', 'taken', 'total'].map((name) => [
    name,
    (below: LayeredMap<object> | null) => new LayeredMap(below),
  ]),
  ['spread', (below: LayeredTally | null) => new LayeredTally(below)],
]);

const partNames = Object.keys(makers) as PartName[];

/** What parts of all kinds have in common. */
interface Mergeable {
  mergeInto(below: Mergeable): void;
}

/**
 * The parts of one layer of a state. A part that the layer has not written is the very one below, so that a new layer
 * costs next to nothing.
 */
export class Layers {
  readonly #below: Layers | null;
  readonly #parts: Parts;
  readonly #own = new Set<PartName>();

  constructor(below: Layers | null) {
    this.#below = below;
    this.#parts =
      below === null
        ? (Object.fromEntries(partNames.map((name) => [name, makers[name](null)])) as unknown as Parts)
        : { ...below.#parts };
  }

  read<P extends PartName>(name: P): Parts[P] {
    return this.#parts[name];
  }

  /** The part to write to: one of this layer alone. */
  write<P extends PartName>(name: P): Parts[P] {
    if (this.#below !== null && !this.#own.has(name)) {
      this.#parts[name] = makers[name](this.#parts[name]);
      this.#own.add(name);
    }
    return this.#parts[name];
  }

  /** The part as far as this layer has written it; null: it has not. */
  own<P extends PartName>(name: P): Parts[P] | null {
    return this.#own.has(name) ? this.#parts[name] : null;
  }

  /** Makes this layer's writes those of the layer below. A part that the layer below has not written is handed over. */
  mergeDown(): void {
    const below = this.#below;
    if (below === null) return;
    for (const name of this.#own) below.#takeOver(name, this.#parts);
  }

  #takeOver<P extends PartName>(name: P, from: Parts): void {
    if (this.#below === null || this.#own.has(name)) {
      (from[name] as Mergeable).mergeInto(this.#parts[name] as Mergeable);
    } else {
      this.#parts[name] = from[name];
      this.#own.add(name);
    }
  }
}
