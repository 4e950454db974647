import type { NodeRecord, Unavailability } from '@gantry/model';
import { z } from 'zod';
import { number } from '../scheduler/task-info.ts';

const nanoseconds = z.object({ nanoseconds: number });

/** When a machine will be away, as Mesos writes it: in nanoseconds. */
export const unavailability = z.object({ start: nanoseconds, duration: nanoseconds.optional() }).transform(
  ({ start, duration }): Unavailability => ({
    startsAtMs: Math.round(start.nanoseconds / 1e6),
    durationMs: duration === undefined ? null : Math.max(0, Math.round(duration.nanoseconds / 1e6)),
  }),
);

export function unavailabilityMessage({ startsAtMs, durationMs }: Unavailability) {
  return {
    start: { nanoseconds: startsAtMs * 1e6 },
    ...(durationMs === null ? {} : { duration: { nanoseconds: durationMs * 1e6 } }),
  };
}

/** As a field of an offer; nothing where nothing is announced. */
export const unavailabilityOf = ({ unavailable }: NodeRecord) =>
  unavailable === null || unavailable === undefined
    ? {}
    : { unavailability: unavailabilityMessage(unavailable) };
