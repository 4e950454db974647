import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { minimapSize, type Sight, sightAbout } from './minimap-geometry.ts';

const most = { width: 168, height: 112 };
/** The picture may change many times a second; its thumbnail need not. */
const freshMs = 500;

/** The whole of a zoomed map, small, with what is in sight framed; a press or a drag goes there. Keys have the map itself. */
export function Minimap({
  picture,
  frame,
  size,
  version,
}: {
  picture: RefObject<HTMLCanvasElement | null>;
  frame: RefObject<HTMLElement | null>;
  /** Of the picture, in CSS pixels. */
  size: { width: number; height: number };
  /** Another one: the picture was painted anew. */
  version: unknown;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, ratio } = minimapSize(size, most);
  useThumbnail(canvas, picture, { width, height, version });
  const sight = useSight(frame, size);
  const go = ({ currentTarget, clientX, clientY, buttons }: PointerEvent) => {
    const element = frame.current;
    if (element === null || buttons === 0) return;
    const box = currentTarget.getBoundingClientRect();
    const point = { x: clientX - box.left, y: clientY - box.top };
    const shown = { width: element.clientWidth, height: element.clientHeight };
    element.scrollTo({ ...sightAbout(point, { ratio, picture: size, frame: shown }), behavior: 'instant' });
  };
  return (
    <div
      data-minimap
      aria-hidden="true"
      style={{ width, height }}
      className="absolute right-3 bottom-3 z-10 cursor-crosshair touch-none overflow-hidden rounded-control border border-line-strong bg-panel shadow-low"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <canvas ref={canvas} width={width} height={height} className="block" />
      {sight !== null && (
        <span
          data-sight
          style={{
            left: sight.left * ratio,
            top: sight.top * ratio,
            width: Math.min(width, sight.width * ratio),
            height: Math.min(height, sight.height * ratio),
          }}
          className="pointer-events-none absolute border-2 border-accent"
        />
      )}
    </div>
  );
}

function useThumbnail(
  canvas: RefObject<HTMLCanvasElement | null>,
  picture: RefObject<HTMLCanvasElement | null>,
  { width, height, version }: { width: number; height: number; version: unknown },
): void {
  const drawnAtMs = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another picture
  useEffect(() => {
    const draw = () => {
      const context = canvas.current?.getContext('2d');
      if (!context || picture.current === null) return;
      drawnAtMs.current = performance.now();
      context.clearRect(0, 0, width, height);
      // Many tiles fall on one pixel: it shows all of them, and not the one it happens to hit.
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture.current, 0, 0, width, height);
    };
    const timer = setTimeout(draw, Math.max(0, drawnAtMs.current + freshMs - performance.now()));
    return () => clearTimeout(timer);
  }, [canvas, picture, width, height, version]);
}

/** What of the picture is in the frame, as it is scrolled. */
function useSight(
  frame: RefObject<HTMLElement | null>,
  size: { width: number; height: number },
): Sight | null {
  const [sight, setSight] = useState<Sight | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a picture of another size is scrolled otherwise
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const look = () =>
      setSight({
        ...{ left: element.scrollLeft, top: element.scrollTop },
        ...{ width: element.clientWidth, height: element.clientHeight },
      });
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [frame, size.width, size.height]);
  return sight;
}
