import { type RefObject, useEffect, useRef } from 'react';
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

/**
 * Ctrl with the wheel zooms at the pointer; Shift with it, sideways and dragging pan. Without a key the page scrolls, as
 * ever.
 */
export function useLaneGestures(over: RefObject<SVGSVGElement | null>, gestures: Gestures): void {
  useLaneDrag(over, gestures);
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

/** A press that moves less than this is a press. */
const dragPixels = 6;

interface Drag {
  fromX: number;
  window: RevisionWindow;
  isMoving: boolean;
}

/** What is dragged stays under the pointer, by whole revisions. */
function useLaneDrag(over: RefObject<SVGSVGElement | null>, gestures: Gestures): void {
  const drag = useRef<Drag | null>(null);
  useEffect(() => {
    const element = over.current;
    if (element === null) return;
    const { lane, window, count, onWindow } = gestures;
    const press = (event: PointerEvent) => {
      if (event.button === 0 && event.isPrimary)
        drag.current = { fromX: event.clientX, window, isMoving: false };
    };
    const move = ({ clientX, pointerId, buttons }: PointerEvent) => {
      const at = drag.current;
      if (at === null || buttons === 0) return;
      const byX = clientX - at.fromX;
      if (!at.isMoving && Math.abs(byX) < dragPixels) return;
      // From here on it is no press: the mark that it began on is not chosen by its end.
      if (!at.isMoving) element.setPointerCapture(pointerId);
      at.isMoving = true;
      const cellPixels = lane.nowX / (at.window.to - at.window.from + 1);
      const next = panned(at.window, count, -Math.round(byX / cellPixels));
      if (next.from !== window.from) onWindow(next);
    };
    const end = () => {
      drag.current = null;
    };
    const heard = new AbortController();
    element.addEventListener('pointerdown', press, heard);
    element.addEventListener('pointermove', move, heard);
    element.addEventListener('pointerup', end, heard);
    element.addEventListener('pointercancel', end, heard);
    return () => heard.abort();
  });
}
