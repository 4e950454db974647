import { isTyping } from '../../shared/is-typing.ts';
import { useKeydown } from '../../shared/use-keydown.ts';

const zooms = [1, 1.5, 2, 3];

/** The next larger or smaller zoom; the same at either end. */
export function zoomedBy(zoom: number, by: 1 | -1): number {
  const at = zooms.findIndex((one) => one >= zoom);
  return zooms[Math.max(0, Math.min(zooms.length - 1, (at < 0 ? zooms.length - 1 : at) + by))] ?? 1;
}

/** The largest and the smallest zoom that there is, and what a link may ask for. */
export const mostZoom = Math.max(...zooms);
export const withinZooms = (zoom: number): number => Math.max(1, Math.min(mostZoom, zoom));

/** `t` goes from the picture to its table and back; `+`, `−` and `0` zoom, where that does something. */
export function useMapKeys(keys: {
  onTable: () => void;
  zoom: number;
  /** null: the map has one size only. */
  onZoom: ((zoom: number) => void) | null;
}): void {
  useKeydown((event) => {
    if (isTyping(event)) return;
    if (event.key === 't') keys.onTable();
    else if (keys.onZoom === null) return;
    else if (event.key === '+' || event.key === '=') keys.onZoom(zoomedBy(keys.zoom, 1));
    else if (event.key === '-') keys.onZoom(zoomedBy(keys.zoom, -1));
    else if (event.key === '0') keys.onZoom(1);
  });
}
