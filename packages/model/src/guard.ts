/** The label by which a namespace is guarded: whatever is taken away in it has to be named first. */
export const guardLabel = 'gantry.io/guarded';

type Labelled = { labels: Readonly<Record<string, string>> } | undefined;

export function isGuarded(namespace: Labelled): boolean {
  return namespace?.labels[guardLabel] === 'true';
}

/** Something that an act takes away, in a namespace of its own. */
export interface Loss {
  namespace: string;
  name: string;
}

/** What has to be typed before something is taken away. */
export interface GuardDemand<L extends Loss> {
  /** What of it is in a guarded namespace. */
  guarded: readonly [L, ...L[]];
  /** The name of the only one, the namespace of several; null: they are in several, so one namespace goes at a time. */
  wanted: string | null;
}

/** What is asked of whoever takes all of these away at once; null: nothing. The same wherever it is asked. */
export function guardDemandOf<L extends Loss>(
  losses: readonly L[],
  namespaceOf: (name: string) => Labelled,
): GuardDemand<L> | null {
  const [first, ...others] = losses.filter(({ namespace }) => isGuarded(namespaceOf(namespace)));
  if (first === undefined) return null;
  const guarded: [L, ...L[]] = [first, ...others];
  if (others.length === 0) return { guarded, wanted: first.name };
  const isOneNamespace = others.every(({ namespace }) => namespace === first.namespace);
  return { guarded, wanted: isOneNamespace ? first.namespace : null };
}
