import type { CountedStrip } from './strip-query.ts';

/** How busy a part was, as a rectangle of the picture, in pixels. */
interface StripBar {
  x: number;
  width: number;
  height: number;
  isWarning: boolean;
}

type Counted = Pick<CountedStrip, 'fromAtMs' | 'toAtMs' | 'parts'>;

/**
 * The bars of a strip in a window of `width` pixels, each where its part was: what was counted of a moment ago stays in
 * place while the window moves on. None of a strip whose span is longer or shorter than the window: its parts would say
 * of minutes what was counted of hours.
 */
export function stripBars(
  { fromAtMs, toAtMs, parts }: Counted,
  window: { fromAtMs: number; toAtMs: number },
  { width, height }: { width: number; height: number },
): StripBar[] {
  const spanMs = window.toAtMs - window.fromAtMs;
  if (Math.abs(toAtMs - fromAtMs - spanMs) > 1) return [];
  const step = width / parts.length;
  const first = ((fromAtMs - window.fromAtMs) / spanMs) * width;
  const most = Math.max(1, ...parts.map(({ commits }) => commits));
  return parts.map(({ commits, warnings }, index) => ({
    x: first + index * step,
    width: Math.max(1, step - 1),
    height: commits === 0 ? 1 : 3 + (height - 4) * Math.sqrt(commits / most),
    isWarning: warnings > 0,
  }));
}
