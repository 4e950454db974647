import type { TaskUsage } from '@gantry/model';

export type Amounts = Pick<TaskUsage, 'cpuMillis' | 'memoryBytes'>;

/** As fine as a row can draw it: ten minutes of these are forty points. */
export const stepMs = 15_000;
export const stepsKept = 40;

/** A lane for each of so many in one piece of memory: an array of its own for each would cost more than what is in it. */
const lanesPerChunk = 256;

interface Chunk {
  /** Of each lane, step after step in a ring: thousandths of a CPU, bytes. NaN where nothing was measured. */
  figures: Float32Array | Float64Array;
  /** The newest step of each lane. */
  newest: Int32Array;
}

/**
 * What each of many used, step by step (of `stepMs`, counted from the epoch), for the last `stepsKept` steps. A figure
 * costs a write into memory that is there already, and nothing ever goes through the lanes.
 *
 * Of floats of 4 bytes a lane is 40 steps x 2 figures x 4 = 320 bytes, and some 100 more to find it: 42 MB for 100,000.
 * What is forgotten makes room for what comes, so there is never more than for the most that were measured at one time.
 */
export class UsageLanes<Id extends string> {
  readonly #Figures: Float32ArrayConstructor | Float64ArrayConstructor;
  readonly #lanes = new Map<Id, number>();
  readonly #free: number[] = [];
  readonly #chunks: Chunk[] = [];

  /** @param Figures sums of many lose too much in floats of 4 bytes. */
  constructor(Figures: Float32ArrayConstructor | Float64ArrayConstructor) {
    this.#Figures = Figures;
  }

  get size(): number {
    return this.#lanes.size;
  }

  /** Adds to what is there of this step. Steps come in order: of an earlier one nothing is added. */
  add(id: Id, step: number, { cpuMillis, memoryBytes }: Amounts): void {
    const lane = this.#lanes.get(id) ?? this.#begin(id, step);
    const { figures, newest } = this.#chunkOf(lane);
    const place = lane % lanesPerChunk;
    const last = newest[place]!;
    if (step < last) return;
    const first = place * stepsKept * 2;
    for (let next = Math.max(last + 1, step - stepsKept + 1); next < step; next++)
      figures.fill(Number.NaN, first + ringOf(next), first + ringOf(next) + 2);
    const at = first + ringOf(step);
    const isFirst = step > last || Number.isNaN(figures[at]!);
    figures[at] = (isFirst ? 0 : figures[at]!) + cpuMillis;
    figures[at + 1] = (isFirst ? 0 : figures[at + 1]!) + memoryBytes;
    newest[place] = step;
  }

  /** What is known of the steps before `before`, oldest first, from the first that was measured on; null in its gaps. */
  before(id: Id, before: number): { step: number; amounts: (Amounts | null)[] } | null {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return null;
    const { figures, newest } = this.#chunkOf(lane);
    const place = lane % lanesPerChunk;
    const last = newest[place]!;
    const oldest = Math.max(last, before - 1) - stepsKept + 1;
    const amounts = Array.from({ length: before - oldest }, (_, index): Amounts | null => {
      const at = place * stepsKept * 2 + ringOf(oldest + index);
      if (oldest + index > last || Number.isNaN(figures[at]!)) return null;
      return { cpuMillis: figures[at]!, memoryBytes: figures[at + 1]! };
    });
    const first = amounts.findIndex((one) => one !== null);
    return first < 0 ? null : { step: oldest + first, amounts: amounts.slice(first) };
  }

  forget(id: Id): void {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return;
    this.#lanes.delete(id);
    this.#free.push(lane);
  }

  #begin(id: Id, step: number): number {
    const lane = this.#free.pop() ?? this.#lanes.size;
    this.#lanes.set(id, lane);
    if (lane >= this.#chunks.length * lanesPerChunk) {
      const figures = new this.#Figures(lanesPerChunk * stepsKept * 2);
      this.#chunks.push({ figures, newest: new Int32Array(lanesPerChunk) });
    }
    const { figures, newest } = this.#chunkOf(lane);
    const place = lane % lanesPerChunk;
    figures.fill(Number.NaN, place * stepsKept * 2, (place + 1) * stepsKept * 2);
    newest[place] = step;
    return lane;
  }

  #chunkOf(lane: number): Chunk {
    return this.#chunks[Math.floor(lane / lanesPerChunk)]!;
  }
}

const ringOf = (step: number): number => (step % stepsKept) * 2;
