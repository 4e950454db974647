import type { GalleryEntry } from './use-gallery.ts';

/** A secret that an example makes of what a person says, with the label of each thing that is asked for. */
interface AskedSecret {
  name: string;
  labels: string[];
}

/** Each secret once, in the order in which they are asked for. */
export function askedSecrets({ asks }: Pick<GalleryEntry, 'asks'>): AskedSecret[] {
  const bySecret = Map.groupBy(asks, ({ secret }) => secret);
  return Array.from(bySecret, ([name, own]) => ({ name, labels: own.map(({ label }) => label) }));
}
