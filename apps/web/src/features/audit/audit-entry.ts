import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { api } from '../../live/cluster.ts';

type AuditPage = Awaited<ReturnType<typeof api.audit.list.query>>;

/** A line of the audit as the list has it: what it changed takes longer, and is asked for by itself. */
export type AuditEntry = AuditPage['items'][number];

/** The line as a list that was asked for has it. undefined: none of them has. */
export function listedEntry(client: QueryClient, id: string): AuditEntry | undefined {
  return client
    .getQueriesData<InfiniteData<AuditPage>>({ queryKey: ['audit'] })
    .flatMap(([, data]) => data?.pages ?? [])
    .flatMap(({ items }) => items)
    .find((entry) => entry.id === id);
}
