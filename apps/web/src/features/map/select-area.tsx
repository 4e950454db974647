import { type PointerEvent, type ReactNode, type RefObject, useRef, useState } from 'react';

/** A box on the screen, in the browser's own coordinates. */
export interface ScreenBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Less than this is a press, not a box. */
const leastDragPixels = 6;

export const meets = (a: ScreenBox, b: ScreenBox): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** A part of the screen on which a mouse draws a box over what is to be chosen. */
export function SelectArea({
  area,
  onBox,
  children,
}: {
  area: RefObject<HTMLDivElement | null>;
  onBox: (box: ScreenBox, how: { add: boolean }) => void;
  children: ReactNode;
}) {
  const start = useRef<{ x: number; y: number } | null>(null);
  const [box, setBox] = useState<ScreenBox | null>(null);
  const drag = (event: PointerEvent) => {
    const from = start.current;
    if (from === null) return;
    const next = boxBetween(from, { x: event.clientX, y: event.clientY });
    if (box === null && Math.max(next.right - next.left, next.bottom - next.top) < leastDragPixels) return;
    area.current?.setPointerCapture(event.pointerId);
    setBox(next);
  };
  const end = (event: PointerEvent) => {
    start.current = null;
    if (box === null) return;
    setBox(null);
    onBox(box, { add: event.shiftKey || event.ctrlKey || event.metaKey });
    swallowNextClick();
  };
  const outer = area.current?.getBoundingClientRect();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys choose on the map with X, and in the table of nodes
    <div
      ref={area}
      className="relative select-none"
      onPointerDown={(event) => {
        if (event.pointerType === 'mouse' && event.button === 0)
          start.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={drag}
      onPointerUp={end}
      onDragStart={(event) => event.preventDefault()}
    >
      {children}
      {box !== null && outer && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute z-20 rounded-[2px] border border-accent bg-accent/10"
          style={{
            left: box.left - outer.left,
            top: box.top - outer.top,
            width: box.right - box.left,
            height: box.bottom - box.top,
          }}
        />
      )}
    </div>
  );
}

const boxBetween = (a: { x: number; y: number }, b: { x: number; y: number }): ScreenBox => ({
  left: Math.min(a.x, b.x),
  right: Math.max(a.x, b.x),
  top: Math.min(a.y, b.y),
  bottom: Math.max(a.y, b.y),
});

/** The end of a drag is no press of what lies under it. The press comes before anything else can, or not at all. */
function swallowNextClick(): void {
  const swallow = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', swallow, { capture: true }));
}
