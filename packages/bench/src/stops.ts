/** How to stop what was started and still runs, the newest last: for a run that is ended from outside. */
const stops = new Set<() => Promise<void>>();

/** The same, remembered until it has been called. */
export function remembered(stop: () => Promise<void>): () => Promise<void> {
  const once = async () => {
    if (stops.delete(once)) await stop();
  };
  stops.add(once);
  return once;
}

export async function stopAll(): Promise<void> {
  for (const stop of [...stops].reverse()) await stop();
}
