import type { TaskRecord } from '@gantry/model';
import { formatCount } from './format/quantity.ts';
import type { RolloutBounds } from './rollout-bounds.ts';
import { isTrouble, type Tone } from './tone.ts';
import type { BandPattern } from './ui/band-patterns.tsx';
import { isLive, taskVerdict } from './verdict.ts';

/** How many tasks a rollout has of each kind. */
export interface RolloutCounts {
  newReady: number;
  newStarting: number;
  /** Of the new: on a node, where they cannot start or their checks fail. */
  newTroubled: number;
  /** Of the new: on no node yet. */
  newWaiting: number;
  oldReady: number;
  oldOther: number;
}

export function rolloutCounts(tasks: readonly TaskRecord[], revision: number): RolloutCounts {
  const counts: RolloutCounts = {
    ...{ newReady: 0, newStarting: 0, newTroubled: 0, newWaiting: 0 },
    ...{ oldReady: 0, oldOther: 0 },
  };
  for (const task of tasks) {
    if (!isLive(task)) continue;
    const serves = task.ready && task.desired === 'running';
    if (task.revision === revision) counts[serves ? 'newReady' : unreadyKind(task)] += 1;
    else counts[serves ? 'oldReady' : 'oldOther'] += 1;
  }
  return counts;
}

function unreadyKind(task: TaskRecord): 'newStarting' | 'newTroubled' | 'newWaiting' {
  if (task.nodeId === null) return 'newWaiting';
  return isTrouble(taskVerdict(task).tone) ? 'newTroubled' : 'newStarting';
}

/** Loud while it goes on, beside what it replaces; quiet as everything healthy once there is nothing else. */
export const readyGround = ({ newReady, ...others }: RolloutCounts): string =>
  Object.values(others).every((count) => count === 0) ? 'bg-running-quiet' : 'bg-(--running)';

/**
 * A rollout in one line: new and old tasks side by side on a scale of tasks, with the line that is wanted, the dashed
 * floor that readiness never falls below, and the room for surge to the right of the line.
 */
export function RolloutTrack({
  counts,
  desired,
  bounds,
  tall = false,
}: {
  counts: RolloutCounts;
  desired: number;
  bounds: RolloutBounds;
  tall?: boolean;
}) {
  const { newReady, newStarting, newTroubled, newWaiting, oldReady, oldOther } = counts;
  const total = newReady + newStarting + newTroubled + newWaiting + oldReady + oldOther;
  const most = Math.max(bounds.ceiling, total, desired, 1);
  const at = (count: number) => `${(100 * count) / most}%`;
  return (
    <div
      role="img"
      aria-label={`${formatCount(newReady)} new ready, ${formatCount(newStarting)} new on the way, ${formatCount(newTroubled)} new in trouble, ${formatCount(newWaiting)} new waiting, ${formatCount(oldReady + oldOther)} old, of ${formatCount(desired)} wanted. Never below ${formatCount(bounds.floor)} ready nor above ${formatCount(bounds.ceiling)} in all.`}
      className={tall ? 'relative h-8' : 'relative h-3.5'}
    >
      <div className="absolute inset-0 overflow-hidden rounded-control bg-raised">
        <div
          data-tone="stopped"
          className="hatch-sparse absolute inset-y-0 right-0 opacity-50"
          style={{ width: at(most - desired) }}
        />
        <div className="absolute inset-0 flex gap-px">
          <Part tone="running" width={at(newReady)} className={readyGround(counts)} pattern="current" />
          <Part tone="progress" width={at(newStarting)} className="bg-tone" />
          <Part tone="degraded" width={at(newTroubled)} className="min-w-0.75 bg-tone" />
          <Part tone="pending" width={at(newWaiting)} className="hatch-sparse bg-tone-tint" />
          <Part tone="stopped" width={at(oldReady)} className="bg-(--band-b)" pattern="turn-1" />
          <Part tone="draining" width={at(oldOther)} className="hatch bg-(--band-a)" />
        </div>
      </div>
      <Line at={at(desired)} className="border-ink" />
      {bounds.floor > 0 && bounds.floor < desired && (
        <Line at={at(bounds.floor)} className="border-dashed border-ink-2" />
      )}
    </div>
  );
}

function Part({
  tone,
  width,
  className,
  pattern,
}: {
  tone: Tone;
  width: string;
  className: string;
  /** As the ribbon has it. */
  pattern?: BandPattern;
}) {
  if (width === '0%') return null;
  return (
    <div
      data-cell
      data-tone={tone}
      data-pattern={pattern}
      className={`h-full shrink-0 ${className}`}
      style={{ width }}
    />
  );
}

function Line({ at, className }: { at: string; className: string }) {
  return (
    <div
      aria-hidden="true"
      className={`absolute -inset-y-1 w-0 -translate-x-1/2 border-l-2 ${className}`}
      style={{ left: at }}
    />
  );
}
