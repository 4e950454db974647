import type { HealthGates, RolloutRecord } from '@gantry/model';
import { formatCount } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';

/** One thing that a rollout must not do, with how far it is from it. */
export interface Gate {
  name: string;
  /** Measured, and allowed: `2 of 5`; `94, 3 allowed` where it is beyond that. */
  value: string;
  isOpen: boolean;
}

type Measured = Pick<
  RolloutRecord,
  'restarts' | 'probeFailures' | 'errorLines' | 'lastProgressAtMs' | 'endedAtMs' | 'outcome'
>;

/**
 * The gates of a rollout, each with what was measured against what is allowed. `isHeld`: one of them holds it, which told
 * what was measured then; what is counted goes on.
 */
export function gatesOf(gates: HealthGates | null, rollout: Measured, nowMs: number, isHeld = false): Gate[] {
  if (gates === null) return [];
  const counted = (name: string, measured: number, most: number | null): Gate[] => {
    if (most === null) return [];
    const isOpen = measured <= most;
    return [
      {
        name,
        value: isOpen
          ? `${formatCount(measured)} of ${formatCount(most)}`
          : `${formatCount(measured)}${isHeld ? ' by now' : ''}, ${formatCount(most)} allowed`,
        isOpen,
      },
    ];
  };
  return [
    ...counted('Restarts', rollout.restarts, gates.maxRestarts),
    ...counted('Failed probes', rollout.probeFailures, gates.maxProbeFailures),
    ...counted('Error lines', rollout.errorLines, gates.maxErrorLines),
    ...readyGate(gates.readyWithinSeconds, rollout, nowMs),
  ];
}

function readyGate(seconds: number | null, rollout: Measured, nowMs: number): Gate[] {
  if (seconds === null) return [];
  const mostMs = seconds * 1_000;
  const name = 'Without progress';
  if (rollout.endedAtMs !== null) {
    const isOpen = rollout.outcome === 'complete';
    return [{ name, value: isOpen ? 'ready in time' : `over ${formatDuration(mostMs)}`, isOpen }];
  }
  const sinceMs = Math.max(0, nowMs - rollout.lastProgressAtMs);
  const value = `${formatDuration(sinceMs)} of ${formatDuration(mostMs)}`;
  return [{ name, value, isOpen: sinceMs <= mostMs }];
}
