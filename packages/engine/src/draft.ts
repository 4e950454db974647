import { type Actor, type Change, type idPrefixes, makeId, type TableName, type Tables } from '@gantry/model';
import type { Agenda } from './agenda.ts';
import type { Bounds } from './bounds.ts';
import type { Leases } from './leases.ts';
import type { RecentPlans } from './plan-ahead/recent-plans.ts';
import { isSame } from './same.ts';
import { keyOf } from './state/record-key.ts';
import type { State } from './state/state.ts';

/** What all parts of one step share. */
interface StepContext {
  /** The state before the step. */
  before: State;
  agenda: Agenda;
  leases: Leases;
  plans: RecentPlans;
  bounds: Bounds;
  nowMs: number;
  /** The revision that the step's commit will have. */
  revision: number;
  nextOrdinal: number;
  /** Records written so far, those that came to nothing included. */
  writes: number;
}

export const engineActor: Actor = Object.freeze({ name: 'engine', via: 'engine' });

/**
 * One step's work, or a part of it that may come to nothing: a layer over the state below, the moment it happens at,
 * and the agenda that every write marks. Ids come from the revision that the step will have and a running number, so
 * that the same step makes the same ids.
 */
export class Draft {
  readonly state: State;
  readonly actor: Actor;
  readonly #context: StepContext;

  private constructor(state: State, actor: Actor, context: StepContext) {
    this.state = state;
    this.actor = actor;
    this.#context = context;
  }

  static begin(
    below: State,
    of: Pick<StepContext, 'agenda' | 'leases' | 'plans' | 'bounds' | 'nowMs'>,
  ): Draft {
    return new Draft(below.layer(), engineActor, {
      ...of,
      before: below,
      revision: below.revision + 1,
      nextOrdinal: 0,
      writes: 0,
    });
  }

  /** A part of the step that can be dropped by itself. `actor` is shown as the author of what it does. */
  part(actor: Actor = this.actor): Draft {
    return new Draft(this.state.layer(), actor, this.#context);
  }

  /** Makes this part's writes those of the step. */
  keep(): void {
    this.state.mergeDown(null);
  }

  /** The state before the step: what has been told to everybody. */
  get before(): State {
    return this.#context.before;
  }

  /** The same for all parts of one step, and for no other step: what one part found is kept by it for the others. */
  get step(): object {
    return this.#context;
  }

  get agenda(): Agenda {
    return this.#context.agenda;
  }

  get leases(): Leases {
    return this.#context.leases;
  }

  get plans(): RecentPlans {
    return this.#context.plans;
  }

  get bounds(): Bounds {
    return this.#context.bounds;
  }

  get nowMs(): number {
    return this.#context.nowMs;
  }

  get revision(): number {
    return this.#context.revision;
  }

  /** How many more records the step may write: a count, never a time, so that it ends where it would end again. */
  get budget(): number {
    return this.bounds.writesPerStep - this.#context.writes;
  }

  /** The budget is used up: what is left stays on the agenda. */
  get isFull(): boolean {
    return this.budget <= 0;
  }

  newId(kind: keyof typeof idPrefixes): string {
    return makeId(kind, this.revision, this.#context.nextOrdinal++);
  }

  put<T extends TableName>(table: T, record: Tables[T]): Tables[T] {
    const key = keyOf(table, record);
    const before = this.state.get(table, key) ?? null;
    this.#context.writes += 1;
    this.state.put(table, record);
    this.agenda.note({ table, key, value: record } as unknown as Change, before);
    return record;
  }

  remove(table: TableName, key: string): void {
    const before = this.state.get(table, key) ?? null;
    if (before === null) return;
    this.#context.writes += 1;
    this.state.delete(table, key);
    this.agenda.note({ table, key, value: null } as Change, before);
  }

  /** Replaces a record by one with these fields; nothing is written when none differs. */
  update<T extends TableName>(table: T, record: Tables[T], patch: Partial<Tables[T]>): Tables[T] {
    const fields = Object.keys(patch) as (keyof Tables[T])[];
    const differs = fields.some((field) => !isSame(record[field], patch[field]));
    return differs ? this.put(table, { ...record, ...patch }) : record;
  }
}
