/** Lets one work at a time for each key: the second of two equal downloads finds what the first one brought. */
export function createTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    const leave = () => last.get(key) === mine && last.delete(key);
    mine.then(leave, leave);
    return mine;
  };
}
