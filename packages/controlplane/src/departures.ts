import { hasTask, type View } from '@gantry/engine';
import { hasEnded, type TaskId, type TaskRecord } from '@gantry/model';

/** Beyond the drain time, for the message to the nodes and their answers. */
const answerWithinMs = 2_000;

interface Departure {
  /** What the nodes must have applied. */
  revision: number;
  untilMs: number;
}

/**
 * Holds back the news that a task is to stop until every connected node has taken it out of its services (rule SV2). The
 * task's own agent hears it last, and so nothing is sent to a program that is already shutting down.
 */
export class Departures {
  readonly #held = new Map<TaskId, Departure>();
  readonly #released = new Set<TaskId>();

  get tasks(): Iterable<TaskId> {
    return this.#held.keys();
  }

  /** When the first of them is told whatever the nodes say; null: there is none. */
  get nextAtMs(): number | null {
    let first: number | null = null;
    for (const { untilMs } of this.#held.values()) first = Math.min(first ?? untilMs, untilMs);
    return first;
  }

  /** Nobody is there to be told. */
  forget(taskId: TaskId): void {
    this.#held.delete(taskId);
    this.#released.delete(taskId);
  }

  /** @param revision of the newest message about services @param applied whether all nodes have applied one of that revision */
  isHeld(
    task: TaskRecord,
    {
      view,
      revision,
      nowMs,
      applied,
    }: { view: View; revision: number; nowMs: number; applied(revision: number): boolean },
  ): boolean {
    if (task.desired !== 'stopped' || hasEnded(task.state)) {
      this.#held.delete(task.id);
      this.#released.delete(task.id);
      return false;
    }
    if (this.#released.has(task.id)) return false;
    const departure = this.#held.get(task.id) ?? departureOf(task, view, revision);
    const isOver = departure === null || nowMs >= departure.untilMs || applied(departure.revision);
    if (isOver) {
      this.#held.delete(task.id);
      this.#released.add(task.id);
    } else this.#held.set(task.id, departure);
    return !isOver;
  }
}

/** null: it never got anything from a service, or has no time to lose. */
function departureOf(task: TaskRecord, view: View, revision: number): Departure | null {
  if (task.firstReadyAtMs === null || task.stopGraceSeconds === 0) return null;
  const services = view.servicesIn(task.namespace).filter((service) => hasTask(view, service, task));
  if (services.length === 0) return null;
  const drainMs = Math.max(...services.map(({ drainSeconds }) => drainSeconds)) * 1_000;
  return { revision, untilMs: (task.stopRequestedAtMs ?? 0) + drainMs + answerWithinMs };
}
