import type { TableName } from '@gantry/model';
import { CompactedError, StoreFault } from '@gantry/store';

/** What the thread that looks back is asked. */
export type PastQuestion =
  | { kind: 'around'; atMs: number }
  | { kind: 'differences'; fromAtMs: number; toAtMs: number }
  | { kind: 'recordAt'; table: TableName; key: string; revision: number }
  /** The next part of a stretch that is played, which begins with part 0; answered with null after the last. */
  | { kind: 'next'; stream: number; part: number; scopes: string[]; from: number; to: number }
  /** No more of it is wanted. */
  | { kind: 'end'; stream: number };

/** A question with its number, and where the past ended when it was asked. */
export interface Asked {
  id: number;
  present: { revision: number; nowMs: number };
  question: PastQuestion;
}

export type Answered = { id: number; value: unknown } | { id: number; fault: ToldFault };

/** An error as it goes from one thread to another, which keeps no class of it. */
export interface ToldFault {
  message: string;
  stack: string;
  /** The oldest revision that is kept, of a question about what was before. */
  oldestRevision: number | null;
  storeFault: StoreFault['kind'] | null;
}

export function toldFault(error: unknown): ToldFault {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return {
    ...{ message, stack },
    oldestRevision: error instanceof CompactedError ? error.oldestRevision : null,
    storeFault: error instanceof StoreFault ? error.kind : null,
  };
}

export function faultOf({ message, stack, oldestRevision, storeFault }: ToldFault): Error {
  if (oldestRevision !== null) return new CompactedError(oldestRevision);
  const error = storeFault === null ? new Error(message) : new StoreFault(storeFault, message);
  error.stack = stack;
  return error;
}
