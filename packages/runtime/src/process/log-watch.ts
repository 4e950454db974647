import { watchFolder } from './folder-watch.ts';
import type { StreamLog } from './stream-log.ts';

/** Marks a container's output as it grows. */
export interface LogWatch {
  /** Marks what has been written up to now. */
  flush(): void;
  /** Calls back after each growth and at the end; returns the way to stop it. */
  onGrowth(listener: () => void): () => void;
  close(): void;
  /** Closed: nothing is written any more. */
  closed(): boolean;
}

/** Between two marks at least: a program that writes line by line makes few marks, and those near enough in time. */
const pauseMs = 50;
/** A program that writes more often than this in a pause is looked at by time alone, or each write would wake the agent. */
const busyWrites = 20;

/** On a full disk there are no more marks, and lines get the time of the next one that can be written. */
function tryMark(stream: StreamLog, nowMs: number): boolean {
  try {
    return stream.mark(nowMs);
  } catch {
    return false;
  }
}

export function watchLogs(options: { folder: string; streams: StreamLog[]; limitBytes: number }): LogWatch {
  const { folder, streams, limitBytes } = options;
  const listeners = new Set<() => void>();
  let watcher: { close(): void } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writes = 0;
  let closed = false;

  function flush(): boolean {
    const nowMs = Date.now();
    const grew = streams.map((stream) => tryMark(stream, nowMs)).some(Boolean);
    if (!grew) return false;
    for (const listener of listeners) listener();
    for (const stream of streams) stream.trim(limitBytes).catch(() => {});
    return true;
  }

  function startWatching() {
    watcher = watchFolder(folder, wake);
    // Written before the watch was there.
    if (flush()) pause();
  }

  function wake() {
    writes += 1;
    if (writes > busyWrites) {
      watcher?.close();
      watcher = null;
    }
    if (timer || closed) return;
    flush();
    pause();
  }

  function pause() {
    writes = 0;
    timer ??= setTimeout(endPause, pauseMs).unref();
  }

  function endPause() {
    timer = null;
    if (closed) return;
    const isBusy = watcher === null;
    if ((isBusy || writes > 0) && flush()) pause();
    else if (isBusy) startWatching();
  }

  function close() {
    closed = true;
    watcher?.close();
    if (timer) clearTimeout(timer);
    for (const listener of listeners) listener();
  }

  function onGrowth(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  startWatching();
  return { flush, onGrowth, close, closed: () => closed };
}
