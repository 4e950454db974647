import { type RefObject, useEffect, useState } from 'react';
import { goTo } from '../../live/clock.ts';
import { formatMoment } from '../../shared/format/time.ts';
import { presentNow } from '../../shared/ui/time.tsx';
import { type Lane, ribbon } from './lane-layout.ts';
import type { Point } from './ribbon-points.ts';
import { momentAt } from './scale.ts';

const boxPixels = 240;

/** A line through all bands under the pointer, with what was ready at that moment. A double press shows all screens as they were then. */
export function LaneCursor({ over, lane }: { over: RefObject<SVGSVGElement | null>; lane: Lane }) {
  const [x, setX] = useState<number | null>(null);
  useEffect(() => {
    const element = over.current;
    if (element === null) return;
    const move = (event: PointerEvent) => {
      const at = event.clientX - element.getBoundingClientRect().left;
      setX(at >= 0 && at <= lane.nowX ? at : null);
    };
    const leave = () => setX(null);
    const show = (event: MouseEvent) => {
      const { left, top } = element.getBoundingClientRect();
      const at = event.clientX - left;
      // Above it are the revisions, which are chosen by a press.
      if (at < 0 || at >= lane.nowX || event.clientY - top < ribbon.top) return;
      goTo(momentAt(lane.scale, at));
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('dblclick', show);
    return () => {
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('dblclick', show);
    };
  }, [over, lane]);
  if (x === null) return null;
  const atMs = momentAt(lane.scale, x);
  const point = lane.points.findLast((one) => one.atMs <= atMs);
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      <div
        className="absolute inset-y-0 left-0 w-px bg-ink-3"
        style={{ transform: `translateX(${Math.round(x)}px)` }}
      />
      <div
        className="floats absolute rounded-control border border-line bg-panel px-2 py-1 text-dense shadow-low"
        style={{
          top: ribbon.top + 8,
          maxWidth: boxPixels,
          ...(x > lane.width - boxPixels ? { right: lane.width - x + 8 } : { left: x + 8 }),
        }}
      >
        <span className="text-ink-3">{formatMoment(atMs, presentNow())}</span>{' '}
        {point === undefined ? '' : countsOf(point)}
      </div>
    </div>
  );
}

const mostShown = 3;

function countsOf({ ready, desired }: Point): string {
  const counts = [...ready].sort(([a], [b]) => b - a);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const shown = counts.slice(0, mostShown).map(([number, count]) => `r${number} ${count}`);
  return [`${total} of ${desired} ready`, ...(counts.length > 1 ? shown : [])].join(' · ');
}
