import { Cron } from 'croner';

/** Cron's five fields in a time zone. Moments go in and come out; the library is never asked what time it is. */

/** What is wrong with a schedule, as the end of a sentence; null: nothing is. */
export function checkSchedule(schedule: string): string | null {
  try {
    const isPossible = nextRunAtMs({ schedule, timeZone: 'UTC' }, 0) !== null;
    return isPossible ? null : 'never comes about: there is no such day';
  } catch (error) {
    const detail = String(error instanceof Error ? error.message : error).replace(/^Cron\w+: /, '');
    return `must be five cron fields (minute, hour, day, month, weekday) such as \`30 2 * * 1-5\`, or a name such as \`@daily\`: ${detail}`;
  }
}

export function checkTimeZone(timeZone: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return null;
  } catch {
    return 'must be a time zone such as `UTC` or `Europe/Berlin`';
  }
}

/**
 * The first moment of the schedule after `afterMs`; null: there is none. Where clocks go forward, a moment that does
 * not exist is the first one that does; where they go back, one that comes twice counts once.
 * @throws when the schedule is none.
 */
export function nextRunAtMs(of: { schedule: string; timeZone: string }, afterMs: number): number | null {
  const cron = new Cron(of.schedule, { timezone: of.timeZone, mode: '5-part', paused: true });
  // A date is only the form in which the library takes a moment.
  // biome-ignore lint/style/noRestrictedGlobals: it is made of a moment that was given, never of a clock
  return cron.nextRun(new Date(afterMs))?.getTime() ?? null;
}

/** The last moment of the schedule up to `untilMs`; `fromMs`, which is one, where there is none after it. */
export function lastRunAtMs(
  of: { schedule: string; timeZone: string },
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
): number {
  for (let backMs = 60_000; untilMs - backMs > fromMs; backMs *= 2) {
    const atMs = nextRunAtMs(of, untilMs - backMs);
    if (atMs !== null && atMs <= untilMs) return walk(of, atMs, untilMs);
  }
  return walk(of, fromMs, untilMs);
}

function walk(of: { schedule: string; timeZone: string }, fromMs: number, untilMs: number): number {
  const nextMs = nextRunAtMs(of, fromMs);
  return nextMs === null || nextMs > untilMs ? fromMs : walk(of, nextMs, untilMs);
}
