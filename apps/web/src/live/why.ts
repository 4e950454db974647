import { bySocket, type Why } from '@gantry/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { codesOf, type Lit, nearestCode } from '../shared/lit.ts';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';

const freshMs = 5_000;
/** More than a map has. */
const allNodes = 100_000;

/** What each node says to a container that waits, now. undefined: not known yet, or the past is shown. */
export function useWhy(taskId: string, { waits }: { waits: boolean }): Why | undefined {
  const isPast = useClock((clock) => clock.atMs !== null);
  const { data } = useQuery({
    queryKey: ['why', taskId],
    queryFn: () => api.tasks.why.query({ task: taskId }, { context: bySocket }),
    refetchInterval: freshMs,
    enabled: waits && !isPast,
    retry: false,
  });
  return waits && !isPast ? data : undefined;
}

/** The ids of the nodes to light. null: none in particular. */
export function useLitNodes(lit: Lit | null): ReadonlySet<string> | null {
  const isPast = useClock((clock) => clock.atMs !== null);
  // The server picks one reason out, or none.
  const code = lit === null || lit.code === nearestCode || codesOf(lit).length > 1 ? undefined : lit.code;
  const { data, isError } = useQuery({
    queryKey: ['lit', lit?.taskId, lit?.code],
    queryFn: () =>
      api.tasks.why.query({ task: lit?.taskId ?? '', code, nodes: allNodes }, { context: bySocket }),
    select: (why) => litIn(why, lit),
    placeholderData: keepPreviousData,
    refetchInterval: freshMs,
    enabled: lit !== null && !isPast,
    retry: false,
  });
  if (lit === null || isPast) return null;
  // It has a node by now, or is gone: no node keeps it waiting.
  return isError ? none : (data ?? null);
}

const none: ReadonlySet<string> = new Set();

/** The nodes that a reason, or the nearest fit, is about. */
export function litIn(
  { groups, nearest }: Pick<Why, 'groups' | 'nearest'>,
  lit: Lit | null,
): ReadonlySet<string> {
  if (lit?.code === nearestCode) return new Set(nearest === null ? [] : [nearest.nodeId]);
  const codes = lit === null ? [] : codesOf(lit);
  const lighting = groups.filter(({ code }) => codes.includes(code));
  return new Set(lighting.flatMap(({ verdicts }) => verdicts.map(({ nodeId }) => nodeId)));
}
