import { type RefObject, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { onThemeChange, themeName } from '../../shared/theme-name.ts';
import type { GroupedNodes } from './group-order.ts';
import type { MapLayout } from './map-layout.ts';
import type { LitNodes } from './map-raster.ts';
import { MapSurface } from './map-surface.ts';

/** Paints the map on its canvas. Returns a value that is another one whenever the picture is. */
export function usePaintedMap(
  canvas: RefObject<HTMLCanvasElement | null>,
  { ordered, layout, lit }: { ordered: GroupedNodes; layout: MapLayout; lit: LitNodes },
): unknown {
  const surface = useRef<MapSurface>(null);
  const theme = useSyncExternalStore(onThemeChange, themeName);
  useLayoutEffect(() => {
    if (canvas.current === null || layout.width === 0) return;
    surface.current ??= new MapSurface(canvas.current);
    surface.current.draw(ordered.nodes, layout, { theme, lit });
  }, [canvas, ordered, layout, theme, lit]);
  return useMemo(() => ({ ordered, layout, theme, lit }), [ordered, layout, theme, lit]);
}
