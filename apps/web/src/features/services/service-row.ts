import type { ServiceRecord } from '@gantry/model';
import type { NamespacedReaders } from '@gantry/model/filter-line';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useNotLive, useRows } from '../../live/hooks.ts';
import type { Verdict } from '../../shared/tone.ts';
import { type ServiceCounts, serviceVerdict, targetWords } from './service-words.ts';

/** How often the server is asked which tasks are ready: the browser need not hold them all for a few counts. */
export const countEveryMs = 2_000;

export interface ServiceRow {
  service: ServiceRecord;
  counts: ServiceCounts | null;
  verdict: Verdict;
}

export function useServiceRows(): readonly ServiceRow[] {
  const services = useRows('services');
  const deployments = useRows('deployments');
  const off = useNotLive();
  const { data } = useQuery({
    queryKey: ['services', services.length],
    queryFn: () => api.services.list.query({ limit: 1_000 }),
    enabled: off === null,
    refetchInterval: countEveryMs,
    placeholderData: (last) => last,
  });
  return useMemo(() => {
    const counted = new Map((off === null ? (data?.items ?? []) : []).map((row) => [row.id, row]));
    const wanted = new Map(deployments.map((one) => [`${one.namespace}/${one.name}`, one.spec.replicas]));
    return services.map((service) => {
      const { namespace, deployment } = service;
      const found = counted.get(service.id);
      const counts = found === undefined ? null : { ready: found.ready, total: found.total };
      return {
        service,
        counts,
        verdict: serviceVerdict(counts, off === null, wanted.get(`${namespace}/${deployment}`)),
      };
    });
  }, [services, deployments, data, off]);
}

export const serviceFields: NamespacedReaders<ServiceRow> = {
  name: ({ service }) => service.name,
  ns: ({ service }) => service.namespace,
  status: ({ verdict }) => [verdict.tone, verdict.label],
  kind: ({ service }) => service.kind,
  traffic: ({ service }) => service.ports.map(({ traffic }) => traffic),
  port: ({ service }) =>
    service.ports.flatMap(({ port, nodePort }) => [String(port), String(nodePort ?? '')]),
  ready: ({ counts }) => counts?.ready ?? 0,
};

export const serviceText = ({ service }: ServiceRow): string =>
  `${service.name} ${service.namespace} ${service.clusterAddress} ${targetWords(service)}`;
