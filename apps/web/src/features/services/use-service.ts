import type { AppRouter } from '@gantry/client';
import type { ServiceRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useNotLive, useRowsOf } from '../../live/hooks.ts';

export type ServiceDetail = inferRouterOutputs<AppRouter>['services']['get'];

const askEveryMs = 1_000;

export function useService(namespace: string, name: string): ServiceRecord | undefined {
  const services = useRowsOf('services', 'name', name);
  return useMemo(() => services.find((one) => one.namespace === namespace), [services, namespace]);
}

/** Who is behind it, as the server sees it now; undefined while that is not known, as when the past is shown. */
export function useServiceDetail(service: ServiceRecord | undefined): ServiceDetail | undefined {
  const off = useNotLive();
  const { data } = useQuery({
    queryKey: ['service', service?.id, service?.generation],
    queryFn: () => api.services.get.query({ namespace: service!.namespace, name: service!.name }),
    enabled: service !== undefined && off === null,
    refetchInterval: askEveryMs,
    placeholderData: (last) => last,
  });
  return off === null ? data : undefined;
}
