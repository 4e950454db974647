import { useEffect } from 'react';
import { useSettled } from '../../shared/use-settled.ts';
import { mostLines, type ShownLine, settledAfterMs } from './log-buffer.ts';
import { isLineOf, momentOfLine } from './log-choice.ts';
import type { OlderLines } from './use-logs.ts';

/**
 * Reads back to the line that the link is about. `missing`: as far back as lines are kept, or shown, it is not there.
 * The first lines come from each node when it answers: until they have, nothing is known to be missing.
 */
export function useLinkedLine(
  line: string | undefined,
  lines: readonly ShownLine[],
  older: OlderLines,
): 'none' | 'there' | 'sought' | 'missing' {
  const atMs = line === undefined ? null : momentOfLine(line);
  const hasSettled = useSettled(lines.length > 0, settledAfterMs) && lines.length > 0;
  const isThere = line !== undefined && atMs !== null && lines.some(isLineOf(line));
  const isSought = atMs !== null && !isThere && hasSettled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read back once
  useEffect(() => {
    if (isSought && atMs !== null) older.readTo(atMs);
  }, [isSought, atMs]);
  if (line === undefined) return 'none';
  if (isThere) return 'there';
  if (atMs === null) return 'missing';
  if (!hasSettled || older.state === 'reading') return 'sought';
  const fromMs = older.fromMs();
  const isPassed = older.state === 'none' || fromMs === null || fromMs <= atMs;
  return isPassed || lines.length >= mostLines ? 'missing' : 'sought';
}
