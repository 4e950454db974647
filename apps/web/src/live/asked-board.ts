import { EntityStore } from '@gantry/client';

/** What the server works out of each thing that is shown: asked for again and again, and told of all of them together. */
export interface AskedBoard<Id extends string, T> {
  /** null: it is not known yet, or there is none. */
  get(id: Id): T | null;
  /** Keeps it up to date until the returned function is called, and calls back when it is another. */
  subscribe(id: Id, listener: () => void): () => void;
}

/**
 * `ask` is called for each that is shown, when it comes and then every `everyMs`, and may gather them. What fails is
 * asked for again at the next turn; a page that nobody sees asks nothing.
 */
export function askedBoard<Id extends string, T>(
  ask: (id: Id) => Promise<T | null>,
  { everyMs }: { everyMs: number },
): AskedBoard<Id, T> {
  const known = new EntityStore<T>();
  const users = new Map<Id, number>();
  let timer: ReturnType<typeof setInterval> | null = null;
  const look = async (ids: readonly Id[]) => {
    const found = await Promise.all(ids.map(async (key) => ({ key, value: await ask(key) })));
    known.applyBatch(found.filter(({ key }) => users.has(key)));
  };
  const turn = () => {
    // Only here, so that what comes back before the next turn is not asked for anew.
    if (users.size === 0) return stopTurns();
    const unseen = [...known.keys()].filter((key) => !users.has(key as Id));
    known.applyBatch(unseen.map((key) => ({ key, value: null })));
    if (!isHidden()) look([...users.keys()]).catch(() => {});
  };
  const stopTurns = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  return {
    get: (id) => known.get(id) ?? null,
    subscribe(id, listener) {
      const stop = known.subscribeRow(id, listener);
      const before = users.get(id) ?? 0;
      users.set(id, before + 1);
      // One that went out of sight and came back before the next turn is as fresh as the others.
      if (before === 0 && (timer === null || !known.has(id))) look([id]).catch(() => {});
      timer ??= setInterval(turn, everyMs);
      return () => {
        stop();
        const left = (users.get(id) ?? 1) - 1;
        if (left > 0) users.set(id, left);
        else users.delete(id);
      };
    },
  };
}

const isHidden = (): boolean => typeof document !== 'undefined' && document.hidden;
