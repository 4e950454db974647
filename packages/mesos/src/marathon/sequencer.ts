import type { ControlPlane } from '@gantry/controlplane';
import type { Commit } from '@gantry/model';
import { markOf } from './plan-mark.ts';
import { advancePlan } from './plan-run.ts';

/**
 * Moves plans on as their apps get there. It only ever looks at what the tables say now, so a new process goes on where
 * the last one stopped, and a look too many does nothing.
 */
export class Sequencer {
  readonly #plane: ControlPlane;
  readonly #dirty = new Set<string>();
  #unsubscribe: (() => void) | null = null;
  #isBusy = false;

  constructor(plane: ControlPlane) {
    this.#plane = plane;
    this.#follow();
  }

  close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#dirty.clear();
  }

  /** From now on every commit; everything there is already is looked at once. */
  #follow(): void {
    const { view } = this.#plane;
    this.#unsubscribe = this.#plane.subscribe(view.revision, (commit) => this.#onCommit(commit));
    for (const record of view.all('deployments')) this.#mark(markOf(record)?.id);
    void this.#run();
  }

  #onCommit({ changes }: Commit): void {
    for (const change of changes) {
      if (change.table === 'deployments') this.#onDeployment(change.key, change.value);
      else if (change.table === 'rollouts' && change.value !== null) {
        const record = this.#plane.view.get('deployments', change.value.deploymentId);
        if (record !== undefined) this.#mark(markOf(record)?.id);
      }
    }
    void this.#run();
  }

  /** One that is gone had been waited for by some plan; which, only the others know. */
  #onDeployment(_key: string, record: Parameters<typeof markOf>[0] | null): void {
    if (record !== null) this.#mark(markOf(record)?.id);
    else for (const other of this.#plane.view.all('deployments')) this.#mark(markOf(other)?.id);
  }

  #mark(planId: string | undefined): void {
    if (planId !== undefined) this.#dirty.add(planId);
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let [next] = this.#dirty; next !== undefined; [next] = this.#dirty) {
        this.#dirty.delete(next);
        await advancePlan(this.#plane, next);
      }
    } catch {
      // The control plane is stopping or not leading any more: whoever leads next looks at everything again.
      this.#dirty.clear();
    } finally {
      this.#isBusy = false;
    }
  }
}
