import type { Cluster } from '@gantry/bench/cluster';
import { type Offer, Scheduler, task } from '@gantry/framework-sdk';

/** A framework from outside on a good day: two of its tasks run, and it wants nothing more for an hour. */
export interface Outsider {
  /** Asks for offers again and holds them, until `letGo` or they time out. */
  hold(): Promise<void>;
  letGo(): Promise<void>;
  /** Its connection ends, and the framework with it. */
  leave(): Promise<void>;
}

const hourS = 3_600;
const work = { command: 'sleep 86400', cpus: 0.1, memoryMegabytes: 32 };

export async function joinOutsider(
  { url, token }: Pick<Cluster, 'url' | 'token'>,
  name = 'spark',
): Promise<Outsider> {
  const held: Offer[] = [];
  let isHolding = false;
  let isBusy = false;
  let begun: (() => void) | null = null;
  const answer = async ([first, ...others]: Offer[]) => {
    if (isHolding) {
      held.push(first!, ...others);
      return;
    }
    const refused = isBusy ? [first!, ...others] : others;
    if (refused.length > 0) await scheduler.decline(refused, hourS);
    if (isBusy) return;
    isBusy = true;
    const tasks = ['word-count-1', 'word-count-2'].map((id) => task(first!, { id, ...work }));
    await scheduler.launch(first!, tasks, hourS);
    begun?.();
  };
  const scheduler = new Scheduler({
    ...{ url, token, framework: { name, roles: ['analytics'], failoverTimeoutSeconds: 60 } },
    handlers: { offers: answer, update: () => {} },
  });
  await new Promise<void>((resolve, reject) => {
    begun = resolve;
    scheduler.run().catch(reject);
  });
  return {
    async hold() {
      isHolding = true;
      await scheduler.revive();
    },
    async letGo() {
      isHolding = false;
      if (held.length > 0) await scheduler.decline(held.splice(0), hourS);
    },
    leave: () => scheduler.teardown().catch(() => scheduler.stop()),
  };
}
