import { RuntimeFault } from '@gantry/runtime';
import { type Backoff, backoffMs } from './backoff.ts';

/** Something failed. `retryAtMs` (elapsed time) null: trying again cannot help. */
export interface Trouble {
  reason: string;
  /** What failed and, when it is tried again, after how long: it stays the same until then. */
  message: string;
  attempts: number;
  retryAtMs: number | null;
}

/** An expected no from this node (a path outside the allowed roots, say): trying again cannot help. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly reason: string;
  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What a thrown error means for the next try. Anything but a RuntimeFault or a Refusal is the world's doing: retried. */
export function troubleOf(
  error: unknown,
  { attempts, backoff, nowMs }: { attempts: number; backoff: Backoff; nowMs: number },
): Trouble {
  const text = error instanceof Error ? error.message : String(error);
  const isFinal = error instanceof Refusal || (error instanceof RuntimeFault && !error.retryable);
  const reason = error instanceof RuntimeFault || error instanceof Refusal ? error.reason : 'Unavailable';
  if (isFinal) return { reason, message: text, attempts, retryAtMs: null };
  const delayMs = backoffMs(backoff, attempts);
  const tries = attempts === 1 ? 'tried once' : `tried ${attempts} times`;
  const message = `${text} (${tries}; the next try is ${Math.round(delayMs / 1000)} s later)`;
  return { reason, message, attempts, retryAtMs: nowMs + delayMs };
}
