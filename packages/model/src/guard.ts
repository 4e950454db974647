/** The label by which a namespace is guarded: whatever is taken away in it has to be named first. */
export const guardLabel = 'gantry.io/guarded';

export function isGuarded(namespace: { labels: Readonly<Record<string, string>> } | undefined): boolean {
  return namespace?.labels[guardLabel] === 'true';
}
