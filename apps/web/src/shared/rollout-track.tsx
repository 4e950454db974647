import type { RolloutBounds } from './rollout-bounds.ts';

/**
 * A rollout in one line: old and new tasks side by side on a scale of tasks, with the line that is wanted, the floor
 * that readiness never falls below, and the room for surge to the right of the line.
 */
export function RolloutTrack({
  updated,
  total,
  ready,
  desired,
  bounds,
  tall = false,
}: {
  updated: number;
  total: number;
  ready: number;
  desired: number;
  bounds: RolloutBounds;
  tall?: boolean;
}) {
  const most = Math.max(bounds.ceiling, total, desired, 1);
  const at = (count: number) => `${(100 * count) / most}%`;
  const old = Math.max(0, total - updated);
  return (
    <div
      role="img"
      aria-label={`${updated} new and ${old} old of ${desired} wanted; ${ready} ready; never below ${bounds.floor} ready nor above ${bounds.ceiling} in all`}
      className={tall ? 'relative h-9' : 'relative h-4'}
    >
      <div className="absolute inset-x-0 top-1/2 h-full -translate-y-1/2 overflow-hidden rounded-control bg-raised">
        <div
          data-cell
          data-tone="progress"
          className="absolute inset-y-0 left-0 bg-tone transition-[width] duration-200"
          style={{ width: at(updated) }}
        />
        <div
          data-cell
          className="absolute inset-y-0 bg-(--band-b) transition-[left,width] duration-200"
          style={{ left: at(updated), width: at(old) }}
        />
        <div
          data-tone="stopped"
          className="hatch absolute inset-y-0 right-0 opacity-40"
          style={{ width: at(Math.max(0, most - desired)) }}
        />
      </div>
      <div
        aria-hidden="true"
        className="absolute -inset-y-0.5 w-0.5 -translate-x-1/2 bg-ink"
        style={{ left: at(desired) }}
      />
      {bounds.floor > 0 && bounds.floor < desired && (
        <div
          aria-hidden="true"
          className="absolute -inset-y-0.5 border-l border-dashed border-ink"
          style={{ left: at(bounds.floor) }}
        />
      )}
      <div
        aria-hidden="true"
        data-tone="running"
        className="absolute bottom-0 left-0 h-1 rounded-control bg-tone transition-[width] duration-200"
        style={{ width: at(ready) }}
      />
    </div>
  );
}
