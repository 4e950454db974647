import type { EventRecord } from '@gantry/model';
import { type Lane, laneX, ribbon } from './lane-layout.ts';

const top = ribbon.top + ribbon.height + 8;
const leastGapPixels = 96;

/** Events of the deployment that explain the ribbon's shape, with their mark. */
const marks: Record<string, string> = {
  Scaled: '▲ scaled',
  RolloutPaused: '‖ paused',
  RolloutResumed: '▸ resumed',
  RolloutAborted: '△ aborted',
  HealthGateFailed: '✕ gate failed',
  ProgressDeadlineExceeded: '✕ deadline',
  Restarted: '↻ restarted',
};

export const hasMarks = (events: readonly EventRecord[]): boolean =>
  events.some(({ reason }) => reason in marks);

/** Marks under the ribbon, the newer ones first where they would touch. */
export function EventMarks({ events, lane }: { events: readonly EventRecord[]; lane: Lane }) {
  const placed: { event: EventRecord; x: number }[] = [];
  for (const event of events) {
    const x = laneX(lane, event.lastAtMs);
    const inside = x > 0 && x < lane.nowX - 40;
    if (!(event.reason in marks) || !inside) continue;
    if (placed.every((other) => Math.abs(other.x - x) >= leastGapPixels)) placed.push({ event, x });
  }
  return placed.map(({ event, x }) => (
    <g key={event.id} transform={`translate(${x} ${top})`}>
      <title>{event.message}</title>
      <line y1={0} y2={30} className="stroke-line" />
      <text x={4} y={30} className="fill-ink-2 text-label">
        {marks[event.reason]}
      </text>
    </g>
  ));
}
