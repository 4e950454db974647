import { memo, useEffect, useRef } from 'react';
import { onThemeChange } from '../theme-name.ts';
import {
  type Course,
  type SparkLine,
  sparkHeight,
  sparkLine,
  sparkWidth,
  type UsageKind,
} from './spark-line.ts';
import { courseSentence } from './usage-words.ts';

/** Beyond twice the pixels nobody sees more. */
const mostScale = 2;

/** What is known of one thing, outside React. The same object for the same thing. */
export interface CourseSource {
  get(): Course;
  /** Keeps it up to date until the returned function is called, and calls back when it is another. */
  subscribe(listener: () => void): () => void;
}

/** The last ten minutes of what something uses: an empty lane until it is measured. Drawn without React, only while it is shown. */
export const Spark = memo(function Spark({ source, kind }: { source: CourseSource; kind: UsageKind }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const draw = () => {
      const course = source.get();
      const sentence = courseSentence(course, kind);
      element.ariaLabel = sentence;
      element.title = sentence;
      paint(element, sparkLine(course, kind));
    };
    draw();
    const stops = [source.subscribe(draw), onThemeChange(draw)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [source, kind]);
  return (
    <canvas
      ref={canvas}
      role="img"
      className="shrink-0 border-b border-line text-accent"
      style={{ width: sparkWidth, height: sparkHeight }}
    />
  );
});

function paint(canvas: HTMLCanvasElement, { points, reservedY }: SparkLine): void {
  const scale = Math.min(devicePixelRatio || 1, mostScale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  // Wipes it, too.
  canvas.width = sparkWidth * scale;
  canvas.height = sparkHeight * scale;
  context.scale(scale, scale);
  const { color } = getComputedStyle(canvas);
  context.fillStyle = color;
  context.strokeStyle = color;
  if (reservedY !== null) paintReserved(context, reservedY);
  context.lineWidth = 1.25;
  context.lineJoin = 'round';
  for (let from = 0; from < points.length; ) {
    let to = from;
    while (to < points.length && !Number.isNaN(points[to + 1]!)) to += 2;
    if (to > from) paintStretch(context, points.subarray(from, to));
    from = to + 2;
  }
}

function paintReserved(context: CanvasRenderingContext2D, y: number): void {
  context.globalAlpha = 0.6;
  context.setLineDash([2, 2]);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(sparkWidth, y);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** What was measured without a gap. */
function paintStretch(context: CanvasRenderingContext2D, points: Float32Array): void {
  const [x, y] = [points[0]!, points[1]!];
  if (points.length === 2) {
    // A single measurement is no line yet.
    context.fillRect(Math.min(x, sparkWidth - 2), y - 1, 2, 2);
    return;
  }
  const lastX = points[points.length - 2]!;
  context.beginPath();
  for (let at = 0; at < points.length; at += 2) context.lineTo(points[at]!, points[at + 1]!);
  context.stroke();
  context.lineTo(lastX, sparkHeight);
  context.lineTo(x, sparkHeight);
  context.globalAlpha = 0.16;
  context.fill();
  context.globalAlpha = 1;
}
