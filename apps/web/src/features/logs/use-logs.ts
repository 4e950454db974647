import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type Refusal, refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { LogBuffer, type ShownLine } from './log-buffer.ts';

/** Whose output: one container's, or that of all replicas of a deployment as they come and go. */
export type LogSource = { task: string } | { namespace: string; deployment: string };

const tailLines = 500;

/** Opens the stream for as long as the view is there. */
export function useLogs(source: LogSource): {
  lines: readonly ShownLine[];
  refusal: Refusal | null;
  clear: () => void;
} {
  const key = JSON.stringify(source);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source gets a buffer of its own
  const buffer = useMemo(() => new LogBuffer(), [key]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    setRefusal(null);
    buffer.clear();
    const stream = api.tasks.followLogs.subscribe(
      { ...(JSON.parse(key) as LogSource), tailLines },
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
  return { lines, refusal, clear: () => buffer.clear() };
}
