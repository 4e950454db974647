import { useSyncExternalStore } from 'react';
import { formatAge, formatDateTime, formatDuration } from '../format/time.ts';

/**
 * One clock for all ages on the screen: ticks once a second while somebody looks, and runs on the server's time, so
 * that a wrong clock on this machine shows no negative ages.
 */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let skewMs = 0;
let nowMs = Date.now();
/** While a moment of the past is shown, it is the time; null: time goes on. */
let heldMs: number | null = null;

function tick() {
  nowMs = Date.now() + skewMs;
  for (const listener of listeners) listener();
}

/** Stops the clock of the screen at a moment, or lets it go on. */
export function holdTime(atMs: number | null): void {
  heldMs = atMs;
  tick();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** Called with the server's time whenever it is heard. */
export function setServerTime(atMs: number): void {
  skewMs = atMs - Date.now();
  nowMs = atMs;
}

/** The server's time now, not tied to a render. */
export const serverNow = (): number => heldMs ?? Date.now() + skewMs;

/** The server's time now, also while the screen shows the past. */
export const presentNow = (): number => Date.now() + skewMs;

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => heldMs ?? nowMs);
}

/** The server's time in steps: renders again when the next one begins. */
export function useNowBy(stepMs: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor((heldMs ?? nowMs) / stepMs) * stepMs);
}

/** How long ago, with the exact moment on hover. */
export function Ago({ atMs, suffix = false }: { atMs: number; suffix?: boolean }) {
  const age = formatAge(useNow() - atMs);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(atMs)} className="whitespace-nowrap">
      {suffix && age !== 'now' ? `${age} ago` : age}
    </time>
  );
}

/** Time since `fromMs`, counting while `toMs` is null. */
export function Elapsed({ fromMs, toMs = null }: { fromMs: number; toMs?: number | null }) {
  const now = useNow();
  return (
    <span className="whitespace-nowrap" title={formatDateTime(fromMs)}>
      {formatDuration((toMs ?? now) - fromMs)}
    </span>
  );
}
