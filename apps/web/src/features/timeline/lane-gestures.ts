import { type RefObject, useEffect } from 'react';
import type { Lane } from './lane-layout.ts';
import { panned, type RevisionWindow, zoomed } from './window.ts';

const zoomFactor = 1.25;

interface Gestures {
  lane: Lane;
  window: RevisionWindow;
  count: number;
  /** Of a revision, among all. */
  indexOf: (number: number) => number;
  onWindow: (window: RevisionWindow) => void;
}

/** Ctrl with the wheel zooms at the pointer, Shift with it and sideways pan. Without a key the page scrolls, as ever. */
export function useLaneGestures(over: RefObject<SVGSVGElement | null>, gestures: Gestures): void {
  useEffect(() => {
    const element = over.current;
    if (element === null) return;
    const turn = (event: WheelEvent) => {
      const { lane, window, count, onWindow } = gestures;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const x = event.clientX - element.getBoundingClientRect().left;
        const cell = lane.scale.cells.find(({ x1 }) => x <= x1);
        const about = cell === undefined ? window.to : gestures.indexOf(cell.number);
        const factor = event.deltaY > 0 ? zoomFactor : 1 / zoomFactor;
        onWindow(zoomed(window, count, { factor, about }));
        return;
      }
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) < 1 || (!event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)))
        return;
      event.preventDefault();
      onWindow(panned(window, count, Math.sign(sideways)));
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  });
}
