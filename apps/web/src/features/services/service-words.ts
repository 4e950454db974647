import type { ServiceRecord } from '@gantry/model';
import { isServing } from '@gantry/model/serving';
import { formatCount } from '../../shared/format/quantity.ts';
import type { Verdict } from '../../shared/tone.ts';
import type { ServiceDetail } from './use-service.ts';

/** Of the tasks behind a service. */
export interface ServiceCounts {
  /** That requests go to. */
  ready: number;
  total: number;
}

/**
 * `counts` are null while they are asked for, and where nobody can be asked, as `isAsked` tells: in the past, say.
 * `wanted`: how many replicas its deployment is to have; with none of them there it is down, not idle.
 */
export function serviceVerdict(counts: ServiceCounts | null, isAsked = true, wanted = 0): Verdict {
  if (counts === null) return { tone: 'unknown', label: isAsked ? 'Counting…' : 'Not known' };
  const { ready, total } = counts;
  if (total === 0 && wanted === 0) return { tone: 'pending', label: 'No tasks' };
  if (ready === 0) return { tone: 'failed', label: 'Nobody answers' };
  return ready < total
    ? { tone: 'progress', label: `${formatCount(ready)} of ${formatCount(total)} serving` }
    : { tone: 'running', label: 'Serving' };
}

type Endpoint = ServiceDetail['endpoints'][number];

const endpointVerdicts: Record<Endpoint['state'], Verdict> = {
  ready: { tone: 'running', label: 'Serving' },
  notReady: { tone: 'pending', label: 'Not ready' },
  leaving: { tone: 'draining', label: 'Leaving' },
};

/** A task that has none of the service's ports gets nothing, however ready it is. */
export function endpointVerdict({ state, targets }: Pick<Endpoint, 'state' | 'targets'>): Verdict {
  return state === 'ready' && !isServing({ state, targets })
    ? { tone: 'failed', label: 'Gets nothing' }
    : endpointVerdicts[state];
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
