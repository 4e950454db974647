import { watchFolder } from './folder-watch.ts';
import type { StreamLog } from './stream-log.ts';

/**
 * Marks a container's output as it grows. While it grows, the folder is looked at every `pauseMs` and not watched: a
 * program that writes without pause would wake the agent for each write.
 */
export interface LogWatch {
  /** Marks what has been written up to now. */
  flush(): void;
  /** Calls back after each growth; returns the way to stop it. */
  onGrowth(listener: () => void): () => void;
  close(): void;
  /** Closed: nothing is written any more. */
  closed(): boolean;
}

const pauseMs = 50;

export function watchLogs(options: { folder: string; streams: StreamLog[]; limitBytes: number }): LogWatch {
  const { folder, streams, limitBytes } = options;
  const listeners = new Set<() => void>();
  let watcher: { close(): void } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function flush(): boolean {
    const grew = streams.map((stream) => stream.mark(Date.now())).some(Boolean);
    if (!grew) return false;
    for (const listener of listeners) listener();
    for (const stream of streams) void stream.trim(limitBytes);
    return true;
  }

  function settle() {
    timer = null;
    if (closed) return;
    if (flush()) return pause();
    watcher = watchFolder(folder, wake);
    // Written between the last look and the watch.
    if (flush()) wake();
  }

  function wake() {
    if (timer || closed) return;
    watcher?.close();
    watcher = null;
    flush();
    pause();
  }

  function pause() {
    timer = setTimeout(settle, pauseMs).unref();
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

  settle();
  return { flush, onGrowth, close, closed: () => closed };
}
