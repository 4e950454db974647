import type { ServiceRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useActingOff, useRows } from '../../live/hooks.ts';
import type { FieldReaders } from '../../shared/filter.ts';
import type { Verdict } from '../../shared/tone.ts';

/** How often the server is asked which tasks are ready: the browser need not hold them all for a few counts. */
export const countEveryMs = 2_000;

export interface ServiceRow {
  service: ServiceRecord;
  /** null: not known, as the past is shown or the server cannot be asked. */
  counts: { ready: number; total: number } | null;
  verdict: Verdict;
}

export function useServiceRows(): readonly ServiceRow[] {
  const services = useRows('services');
  const off = useActingOff();
  const { data } = useQuery({
    queryKey: ['services', services.length],
    queryFn: () => api.services.list.query({ limit: 1_000 }),
    enabled: off === null,
    refetchInterval: countEveryMs,
    placeholderData: (last) => last,
  });
  return useMemo(() => {
    const counted = new Map((off === null ? (data?.items ?? []) : []).map((row) => [row.id, row]));
    return services.map((service) => {
      const found = counted.get(service.id);
      const counts = found === undefined ? null : { ready: found.ready, total: found.total };
      return { service, counts, verdict: serviceVerdict(counts) };
    });
  }, [services, data, off]);
}

export function serviceVerdict(counts: ServiceRow['counts']): Verdict {
  if (counts === null) return { tone: 'unknown', label: 'Not known' };
  const { ready, total } = counts;
  if (total === 0) return { tone: 'pending', label: 'No tasks' };
  if (ready === 0) return { tone: 'failed', label: 'None ready' };
  return ready < total
    ? { tone: 'progress', label: `${ready} of ${total} ready` }
    : { tone: 'running', label: 'Serving' };
}

export const kindWords: Record<ServiceRecord['kind'], string> = {
  cluster: 'inside the cluster',
  published: 'on a port of every node',
  ingress: 'by host and path',
};

/** `80 → 8080`, with the node port where there is one. */
export function portWords({ port, targetPort, nodePort }: ServiceRecord['ports'][number]): string {
  const target = targetPort === port ? String(port) : `${port} → ${targetPort}`;
  return nodePort === null ? target : `${nodePort}: ${target}`;
}

/** Whose tasks it has. */
export function targetWords({ deployment, selector }: ServiceRecord): string {
  if (deployment !== null) return deployment;
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

export const serviceFields: FieldReaders<ServiceRow> = {
  name: ({ service }) => service.name,
  namespace: ({ service }) => service.namespace,
  status: ({ verdict }) => [verdict.tone, verdict.label],
  kind: ({ service }) => service.kind,
  traffic: ({ service }) => service.ports.map(({ traffic }) => traffic),
  port: ({ service }) =>
    service.ports.flatMap(({ port, nodePort }) => [String(port), String(nodePort ?? '')]),
  ready: ({ counts }) => counts?.ready ?? 0,
};

export const serviceText = ({ service }: ServiceRow): string =>
  `${service.name} ${service.namespace} ${service.clusterAddress} ${targetWords(service)}`;
