import { isBelow } from './app-id.ts';

/** What an app waits for: other apps, or whole groups. */
export interface Dependent {
  id: string;
  dependencies: readonly string[];
}

const covers = (dependency: string, id: string) => id === dependency || isBelow(id, dependency);

/**
 * The apps in layers: each after all it depends on, as early as it can be. null when some wait for each other in a
 * circle. Dependencies on what is not among them do not count.
 */
export function layersOf(apps: readonly Dependent[]): string[][] | null {
  const layers: string[][] = [];
  let rest = [...apps];
  while (rest.length > 0) {
    const ready = rest.filter(
      ({ dependencies, id }) =>
        !dependencies.some((dependency) =>
          rest.some((other) => (other.id !== id ? covers(dependency, other.id) : dependency === id)),
        ),
    );
    if (ready.length === 0) return null;
    layers.push(ready.map(({ id }) => id));
    rest = rest.filter((app) => !ready.includes(app));
  }
  return layers;
}
