import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useReady, useRows } from '../../live/hooks.ts';
import { useLadder } from '../../live/ladder.ts';
import { type RoleRow, recordedRoleRows, roleRows } from './role-row.ts';

const readEveryMs = 2_000;

/** The roles as the clock says: now with their shares, of the past with what they were set to. */
export function useRoleRows(): {
  rows: readonly RoleRow[];
  isPast: boolean;
  loaded: boolean;
  error: unknown;
  again: () => void;
} {
  const ladder = useLadder();
  const { isPast } = ladder;
  const told = useQuery({
    queryKey: ['roles'],
    queryFn: () => api.roles.list.query(),
    refetchInterval: readEveryMs,
    enabled: !isPast,
  });
  const records = useRows('roles');
  const frameworks = useRows('frameworks');
  const reservations = useRows('reservations');
  const isHere = useReady();
  const rows = useMemo(() => {
    if (isPast) return recordedRoleRows(records, frameworks);
    if (!told.data || !ladder.data) return [];
    return roleRows(told.data.items, ladder.data, reservations);
  }, [isPast, records, frameworks, reservations, told.data, ladder.data]);
  return {
    rows,
    isPast,
    loaded: isPast ? isHere : told.data !== undefined && ladder.data !== undefined,
    error: isPast ? null : (told.error ?? ladder.error),
    again: () => {
      void told.refetch();
      ladder.again();
    },
  };
}
