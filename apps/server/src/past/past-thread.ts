import { Worker } from 'node:worker_threads';
import type { Differences, LookBack, PastLog, PastPart, Present, Stretch } from '@gantry/api';
import type { TableName, Tables } from '@gantry/model';
import { type Answered, type Asked, faultOf, type PastQuestion } from './past-messages.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Parts of a stretch that are asked for before they are wanted: the thread works while the last one is sent. */
const partsAhead = 3;

/**
 * Looks back in a thread of its own. To put a large state of the past together takes seconds of the processor, which
 * beside a busy control plane became many more: each turn of the event loop that the one gave away, the other took, and
 * was held up by in return. The thread is begun when somebody looks back for the first time. One that dies, as for
 * lack of memory, fails what it was asked, and the next question begins another.
 */
export class PastThread implements LookBack {
  readonly log: PastLog;
  readonly #folder: string;
  readonly #present: Present;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #asked = 0;
  #streams = 0;
  #isClosed = false;

  /** `log`: what is quick enough to be read in this thread. */
  constructor(folder: string, present: Present, log: PastLog) {
    this.#folder = folder;
    this.#present = present;
    this.log = { ...log, recordAt: (table, key, revision) => this.#recordAt(table, key, revision) };
  }

  around(atMs: number): Promise<Stretch> {
    return this.#ask({ kind: 'around', atMs });
  }

  differences({ fromAtMs, toAtMs }: { fromAtMs: number; toAtMs: number }): Promise<Differences> {
    return this.#ask({ kind: 'differences', fromAtMs, toAtMs });
  }

  async *play(what: { scopes: string[]; from: number; to: number }): AsyncGenerator<PastPart> {
    this.#streams += 1;
    const stream = this.#streams;
    const next = (part: number) => {
      const asked = this.#ask<PastPart | null>({ kind: 'next', stream, part, ...what });
      // One that failed is told when its turn comes, if anybody still listens then.
      asked.catch(() => {});
      return asked;
    };
    const ahead = Array.from({ length: partsAhead }, (_, part) => next(part));
    try {
      for (let at = partsAhead; ; at += 1) {
        const part = await ahead.shift()!;
        if (part === null) return;
        ahead.push(next(at));
        yield part;
      }
    } finally {
      if (this.#worker !== null) this.#ask({ kind: 'end', stream }).catch(() => {});
    }
  }

  /** Fails what was asked and is not answered yet. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #recordAt<T extends TableName>(table: T, key: string, revision: number): Promise<Tables[T] | null> {
    return this.#ask({ kind: 'recordAt', table, key, revision });
  }

  #ask<T>(question: PastQuestion): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Error('The control plane stops.'));
    const worker = this.#worker ?? this.#begin();
    this.#asked += 1;
    const id = this.#asked;
    const present = { revision: this.#present.view.revision, nowMs: this.#present.now() };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      worker.postMessage({ id, present, question } satisfies Asked);
    });
  }

  #begin(): Worker {
    const worker = new Worker(new URL('./past-worker.ts', import.meta.url), {
      workerData: { folder: this.#folder },
    });
    worker.on('message', (answered: Answered) => this.#take(answered));
    worker.on('error', (error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, new Error('The thread that reads the past has ended.')));
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #take(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if ('fault' in answered) waiting?.reject(faultOf(answered.fault));
    else waiting?.resolve(answered.value);
  }

  #end(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
