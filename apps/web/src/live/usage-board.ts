import { EntityStore, type Usage } from '@gantry/client';

const askEveryMs = 5_000;

/** What is used, of all that is shown: kept up to date with one question for all of them, and told together. */
export interface UsageBoard<Id extends string> {
  get(id: Id): Usage | null;
  /** Keeps it up to date until the returned function is called, and calls back when it is another. */
  subscribe(id: Id, listener: () => void): () => void;
}

/**
 * `ask` is called for each that is shown, when it comes and then every five seconds, and may gather them. What fails is
 * asked for again at the next turn; a page that nobody sees asks nothing.
 */
export function usageBoard<Id extends string>(ask: (id: Id) => Promise<Usage | null>): UsageBoard<Id> {
  const known = new EntityStore<Usage>();
  const users = new Map<Id, number>();
  let timer: ReturnType<typeof setInterval> | null = null;
  const look = async (ids: readonly Id[]) => {
    const found = await Promise.all(ids.map(async (key) => ({ key, value: await ask(key) })));
    known.applyBatch(found.filter(({ key }) => users.has(key)));
  };
  const turn = () => {
    const unseen = [...known.keys()].filter((key) => !users.has(key as Id));
    known.applyBatch(unseen.map((key) => ({ key, value: null })));
    if (!isHidden()) look([...users.keys()]).catch(() => {});
  };
  return {
    get: (id) => known.get(id) ?? null,
    subscribe(id, listener) {
      const stop = known.subscribeRow(id, listener);
      const before = users.get(id) ?? 0;
      users.set(id, before + 1);
      if (before === 0) look([id]).catch(() => {});
      timer ??= setInterval(turn, askEveryMs);
      return () => {
        stop();
        const left = (users.get(id) ?? 1) - 1;
        if (left > 0) users.set(id, left);
        else users.delete(id);
        if (users.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
  };
}

const isHidden = (): boolean => typeof document !== 'undefined' && document.hidden;
