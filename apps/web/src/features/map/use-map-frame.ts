import { useElementScrollRestoration } from '@tanstack/react-router';
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { scrollKeeping } from './kept-in-sight.ts';
import { zoomedBy } from './map-keys.ts';
import { boxOf, type MapLayout } from './map-layout.ts';

/** Under this name the router remembers how far the map is scrolled: Back leads to the same view. */
export const frameId = 'map';

type Frame = RefObject<HTMLElement | null>;

/** Known before the first paint, so that no map of no width is seen. */
export function useWidth(ref: Frame): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** Scrolls a zoomed map so that the node the keys are at is seen; at first, to where it was when it was left. */
export function useInSight(frame: Frame, at: number | null, layout: MapLayout): void {
  const left = useElementScrollRestoration({ id: frameId });
  const isFirst = useRef(true);
  const look = useEffectEvent(() => {
    const element = frame.current;
    if (element === null) return;
    const isBack = isFirst.current && left !== undefined;
    isFirst.current = false;
    if (isBack) element.scrollTo({ left: left.scrollX, top: left.scrollY, behavior: 'instant' });
    else if (at !== null) scrollTo(element, at, layout);
  });
  const isLaidOut = layout.width > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there when the keys do, and not when the map is laid out anew
  useEffect(() => {
    if (isLaidOut) look();
  }, [at, isLaidOut]);
}

/** A node comes into sight, in the middle where it was out of it. */
export function scrollTo(element: HTMLElement, at: number, layout: MapLayout): void {
  const box = boxOf(layout, at);
  if (box === null) return;
  const { x, y, size } = box;
  const room = { width: element.clientWidth, height: element.clientHeight };
  if (x < element.scrollLeft || x + size > element.scrollLeft + room.width)
    element.scrollLeft = x - room.width / 2;
  if (y < element.scrollTop || y + size > element.scrollTop + room.height)
    element.scrollTop = y - room.height / 2;
}

/**
 * Ctrl and the wheel zoom. What is under the pointer stays there; with a key or a button, the node that the keys are at
 * does, or what is in the middle.
 */
export function useZoom(
  frame: Frame,
  {
    zoom,
    onZoom,
    at,
    layout,
  }: { zoom: number; onZoom: ((zoom: number) => void) | null; at: number | null; layout: MapLayout },
): void {
  const pointer = useRef<{ x: number; y: number }>(null);
  useWheel(frame, (by, event) => {
    const element = frame.current;
    if (onZoom === null || element === null) return false;
    const box = element.getBoundingClientRect();
    const next = by === null ? zoom : zoomedBy(zoom, by);
    if (next === zoom) return true;
    // Where nothing is zoomed it would be where the next key zooms about.
    pointer.current = { x: event.clientX - box.left, y: event.clientY - box.top };
    onZoom(next);
    return true;
  });
  const last = useRef({ zoom, layout, left: 0, top: 0 });
  useEffect(() => {
    const element = frame.current;
    const look = () => {
      Object.assign(last.current, { left: element?.scrollLeft ?? 0, top: element?.scrollTop ?? 0 });
    };
    element?.addEventListener('scroll', look, { passive: true });
    return () => element?.removeEventListener('scroll', look);
  }, [frame]);
  const keep = useEffectEvent((element: HTMLElement) => {
    const { left, top, layout: from } = last.current;
    const point = pointer.current ?? pointOf(at, { element, scrolled: { left, top }, layout: from });
    pointer.current = null;
    const next = scrollKeeping(point, { scrolled: { left, top }, from, to: layout });
    element.scrollTo({ ...next, behavior: 'instant' });
  });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    if (last.current.zoom !== zoom && last.current.layout.width > 0) keep(element);
    last.current = { zoom, layout, left: element.scrollLeft, top: element.scrollTop };
  }, [frame, zoom, layout]);
}

/** Where the node that the keys are at is in the frame, if it is in sight; else the frame's middle. */
function pointOf(
  at: number | null,
  {
    element,
    scrolled,
    layout,
  }: { element: HTMLElement; scrolled: { left: number; top: number }; layout: MapLayout },
): { x: number; y: number } {
  const room = { width: element.clientWidth, height: element.clientHeight };
  const box = at === null ? null : boxOf(layout, at);
  const middle = { x: room.width / 2, y: room.height / 2 };
  if (box === null) return middle;
  const point = { x: box.x + box.size / 2 - scrolled.left, y: box.y + box.size / 2 - scrolled.top };
  const isSeen = point.x >= 0 && point.x <= room.width && point.y >= 0 && point.y <= room.height;
  return isSeen ? point : middle;
}

/** So much of a wheel's way is one step: a notch of a mouse's, and a part of a stroke on a pad. */
const wheelStepPixels = 80;

/** `by`: in or out, or null before it is a whole step. The event is the page's own where `turn` returns false. */
function useWheel(frame: Frame, turn: (by: 1 | -1 | null, event: WheelEvent) => boolean): void {
  const way = useRef(0);
  const hear = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    way.current += event.deltaY;
    const by = Math.abs(way.current) < wheelStepPixels ? null : way.current > 0 ? -1 : 1;
    if (by !== null) way.current = 0;
    if (turn(by, event)) event.preventDefault();
  });
  useEffect(() => {
    const element = frame.current;
    const listener = (event: WheelEvent) => hear(event);
    // Else the browser zooms the page with it.
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, [frame]);
}
