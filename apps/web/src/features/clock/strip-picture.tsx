import { type PointerEvent, useRef } from 'react';
import { goTo } from '../../live/clock.ts';
import { formatClock, formatDateTime } from '../../shared/format/time.ts';
import { presentNow } from '../../shared/ui/time.tsx';
import { useWidth } from '../../shared/use-width.ts';
import { stripBars } from './strip-bars.ts';
import type { StripWindow } from './strip-query.ts';
import { ticksOf } from './strip-ticks.ts';

const height = 34;
const barTop = 12;
const headRadius = 4;
/** Of the longest label, so that none is cut off at an end. */
const labelWidth = 30;

/** How busy each part of the span was, warnings in their colour as in the list of events, with the moment that is shown. Dragging it moves the clock. */
export function StripPicture({
  fromAtMs,
  toAtMs,
  strip,
  atMs,
}: Omit<StripWindow, 'span'> & { atMs: number | null }) {
  const [ref, width] = useWidth();
  const frame = useRef<number | null>(null);
  const spanMs = toAtMs - fromAtMs;
  const xOf = (ms: number) => ((ms - fromAtMs) / spanMs) * width;
  // The bar's end is where its last part ends, which is yet to come.
  const nowMs = strip?.nowMs ?? Math.min(toAtMs, presentNow());
  // Whole at both ends of the strip.
  const headX = Math.min(Math.max(xOf(atMs ?? nowMs), headRadius), width - headRadius);
  const ticks = ticksOf(fromAtMs, toAtMs, Math.max(1, Math.floor(width / 110)))
    .map((tickMs) => ({ tickMs, x: Math.min(Math.max(xOf(tickMs), labelWidth / 2), width - labelWidth / 2) }))
    // What stands where the head is would be read wrong.
    .filter(({ x }) => Math.abs(x - headX) > labelWidth / 2 + headRadius);
  const seek = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const wanted = Math.floor(fromAtMs + ((event.clientX - box.left) / Math.max(1, box.width)) * spanMs);
    const oldest = strip?.oldestAtMs ?? 0;
    if (frame.current !== null) cancelAnimationFrame(frame.current);
    // A pointer moves more often than the screen is drawn.
    frame.current = requestAnimationFrame(() => {
      frame.current = null;
      goTo(wanted >= nowMs ? null : Math.max(oldest, wanted));
    });
  };
  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label="Moment that is shown"
      aria-valuemin={fromAtMs}
      aria-valuemax={toAtMs}
      aria-valuenow={atMs ?? nowMs}
      aria-busy={strip === undefined}
      aria-valuetext={atMs === null ? 'now' : formatDateTime(atMs)}
      className="relative h-8.5 min-w-0 flex-1 cursor-ew-resize touch-none max-md:order-last max-md:basis-full"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seek(event)}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        const next = (atMs ?? nowMs) + (by * spanMs) / 160;
        goTo(next >= nowMs ? null : Math.floor(next));
      }}
    >
      {strip === undefined && <div className="skeleton absolute inset-x-0 bottom-0 h-3" />}
      <svg width={width} height={height} aria-hidden="true" className="absolute inset-0 block">
        <Density strip={strip} fromAtMs={fromAtMs} toAtMs={toAtMs} width={width} />
        {ticks.map(({ tickMs, x }) => (
          <text key={tickMs} x={x} y={9} textAnchor="middle" className="fill-ink-3 text-label">
            {formatClock(tickMs).slice(0, 5)}
          </text>
        ))}
        {strip?.marks.map((mark) => (
          <rect
            key={`${mark.atMs} ${mark.text}`}
            x={xOf(mark.atMs) - 1}
            y={barTop}
            width={2}
            height={mark.kind === 'warning' ? 7 : 4}
            data-tone={mark.kind === 'warning' ? 'degraded' : 'stopped'}
            className="fill-tone"
          >
            <title>{`${formatClock(mark.atMs)} ${mark.text}`}</title>
          </rect>
        ))}
        {strip && strip.oldestAtMs > fromAtMs && (
          <rect
            x={0}
            y={barTop}
            width={xOf(strip.oldestAtMs)}
            height={height - barTop}
            className="fill-raised"
          >
            <title>Nothing is kept of before</title>
          </rect>
        )}
        <g data-tone={atMs === null ? 'running' : 'draining'} style={{ transform: `translateX(${headX}px)` }}>
          <rect x={-1} y={barTop - 3} width={2} height={height} className="fill-tone" />
          <circle cx={0} cy={barTop - 3} r={headRadius} className="fill-tone" />
        </g>
      </svg>
    </div>
  );
}

function Density({ strip, fromAtMs, toAtMs, width }: Omit<StripWindow, 'span'> & { width: number }) {
  if (strip === undefined) return null;
  const size = { width, height: height - barTop };
  return stripBars(strip, { fromAtMs, toAtMs }, size).map((bar, index) => (
    <rect
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts are places on the strip
      key={index}
      x={bar.x}
      y={height - bar.height}
      width={bar.width}
      height={bar.height}
      data-tone={bar.isWarning ? 'degraded' : undefined}
      className={bar.isWarning ? 'fill-tone' : 'fill-(--band-b)'}
    />
  ));
}
