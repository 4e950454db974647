import type { ServiceRecord } from '@gantry/model';
import type { Verdict } from '../../shared/tone.ts';

/** Where it is not known, as the past is shown or the server cannot be asked, it is null. */
export interface ServiceCounts {
  ready: number;
  total: number;
}

export function serviceVerdict(counts: ServiceCounts | null): Verdict {
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
