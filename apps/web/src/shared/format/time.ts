const space = '\u00a0';
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (n: number) => String(n).padStart(2, '0');

/** `800 ms`, `4.2 s`, `48 s`, `1 m 02 s`, `3 h 4 m`, `2 d 4 h`: two units at most. Never negative, nor more than it was. */
export function formatDuration(ms: number): string {
  const t = Math.max(0, ms);
  if (t < second) return `${Math.floor(t)}${space}ms`;
  if (t < 10 * second) return `${Math.floor(t / 100) / 10}${space}s`;
  if (t < minute) return `${Math.floor(t / second)}${space}s`;
  if (t < hour)
    return `${Math.floor(t / minute)}${space}m ${two(Math.floor((t % minute) / second))}${space}s`;
  if (t < day) return pair(Math.floor(t / hour), 'h', Math.floor((t % hour) / minute), 'm');
  return pair(Math.floor(t / day), 'd', Math.floor((t % day) / hour), 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0
    ? `${large}${space}${largeUnit}`
    : `${large}${space}${largeUnit} ${small}${space}${smallUnit}`;
}

/** One unit only, for narrow columns: `now`, `12 s`, `4 m`, `3 h`, `2 d`. */
export function formatAge(ms: number): string {
  if (ms < second) return 'now';
  if (ms < minute) return `${Math.floor(ms / second)}${space}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}${space}m`;
  if (ms < day) return `${Math.floor(ms / hour)}${space}h`;
  return `${Math.floor(ms / day)}${space}d`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

const dayOfMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const clockMinutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

export const formatClock = (atMs: number): string => clock.format(atMs);
export const formatDateTime = (atMs: number): string => dateTime.format(atMs);

/** `27 Nov`. */
export const formatDay = (atMs: number): string => dayOfMonth.format(atMs).replace(' ', space);
/** `14:03`. */
export const formatMinute = (atMs: number): string => clockMinutes.format(atMs);

/** `14:03:22` of the day that is now, `27 Nov 14:03:22` of another. */
export function formatMoment(atMs: number, nowMs: number): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return isToday ? formatClock(atMs) : `${formatDay(atMs)}${space}${formatClock(atMs)}`;
}

/** `14:03:22.481`, for log lines. */
export function formatClockMs(atMs: number): string {
  return `${clock.format(atMs)}.${String(Math.floor(atMs % 1000)).padStart(3, '0')}`;
}
