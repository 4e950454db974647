/** Rows come on the screen one after the other: so long is waited for the others. */
const gatherMs = 20;
/** As many as one answer may be about. */
const mostAtOnce = 200;

/**
 * Makes one question of many: what is asked about single rows within a moment is asked at once, and each is answered
 * with its own part, or null where there is none.
 */
export function askedTogether<Id extends string, T>(
  ask: (ids: Id[]) => Promise<readonly T[]>,
  idOf: (answer: T) => string,
): (id: Id) => Promise<T | null> {
  let waiting = new Set<Id>();
  let answers: Promise<Map<string, T>> | null = null;
  const askNow = async () => {
    await new Promise((resolve) => setTimeout(resolve, gatherMs));
    const ids = [...waiting];
    waiting = new Set();
    answers = null;
    const parts = Array.from({ length: Math.ceil(ids.length / mostAtOnce) }, (_, part) =>
      ask(ids.slice(part * mostAtOnce, (part + 1) * mostAtOnce)),
    );
    return new Map((await Promise.all(parts)).flat().map((answer) => [idOf(answer), answer]));
  };
  return async (id) => {
    waiting.add(id);
    answers ??= askNow();
    return (await answers).get(id) ?? null;
  };
}
