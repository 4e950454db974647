import type { AppShare } from './app-shares.ts';

/** The largest first. Not a hue each: colour is for states. */
const shades = ['bg-accent', 'bg-accent/70', 'bg-accent/45'];
const faintest = 'bg-accent/25';

/**
 * The ground of a share at its place among those of a node. What no deployment or job has, as what frameworks hold, recedes
 * behind what they have, also where it is alone. `isTold`: it is known whose each is; else all there is stands out.
 */
export function shareShade({ whose }: AppShare, place: number, isTold: boolean): string {
  if (whose === 'none' && isTold) return faintest;
  return shades[Math.min(place, shades.length - 1)]!;
}
