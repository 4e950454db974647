import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type Refusal, refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { LogBuffer, type ShownLine } from './log-buffer.ts';

/** Whose output: one container's, or that of all replicas of a deployment as they come and go. */
export type LogSource =
  | { task: string; container?: string | undefined }
  | { namespace: string; deployment: string };

const tailLines = 1_000;
/** As much as the server gives when a time is asked for. */
const mostTailLines = 10_000;
const minuteMs = 60_000;

/** Opens the stream for as long as the view is there. */
export function useLogs(
  source: LogSource,
  /** Minutes back; absent: the newest lines. */
  since: number | undefined,
): {
  lines: readonly ShownLine[];
  refusal: Refusal | null;
  clear: () => void;
} {
  const key = JSON.stringify({ source, since });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source gets a buffer of its own
  const buffer = useMemo(() => new LogBuffer(), [key]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    setRefusal(null);
    buffer.clear();
    const asked = JSON.parse(key) as { source: LogSource; since?: number };
    const from =
      asked.since === undefined
        ? { tailLines }
        : { tailLines: mostTailLines, sinceMs: serverNow() - asked.since * minuteMs };
    const stream = api.tasks.followLogs.subscribe(
      { ...asked.source, ...from },
      {
        onData: (batch) => buffer.add(batch),
        onError: (error) => setRefusal(refusalOf(error)),
      },
    );
    return () => stream.unsubscribe();
  }, [buffer, key]);
  const lines = useSyncExternalStore(
    (listener) => buffer.subscribe(listener),
    () => buffer.lines,
  );
  const atMs = useClock((clock) => clock.atMs);
  const shown = useMemo(
    () => (atMs === null ? lines : lines.filter((line) => (line.atMs ?? 0) <= atMs)),
    [lines, atMs],
  );
  return { lines: shown, refusal, clear: () => buffer.clear() };
}
