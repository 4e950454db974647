import { addResources, noResources, type Resources } from '@gantry/model';
import type { Context } from './context.ts';
import { retried, takes } from './input.ts';
import { administration, query, router } from './procedure.ts';
import type { TaskCounts } from './tally.ts';
import { nodesUsage } from './usage.ts';

/** The whole cluster in one screen's worth of figures. */
export interface ClusterSummary {
  clusterId: string;
  version: string;
  revision: number;
  nowMs: number;
  nodes: { total: number; ready: number; unreachable: number; cordoned: number; draining: number };
  deployments: { total: number; available: number; paused: number; quarantined: number };
  tasks: TaskCounts & { total: number };
  resources: { total: Resources; allocated: Resources };
}

export const cluster = router({
  summary: query.query(({ ctx }) => summaryOf(ctx)),
  used: query.query(({ ctx }) => nodesUsage(ctx.plane)),
  /** For the unmodified kubectl. A mutation, since it hands the token out: that is audited, and no link can ask for it. */
  kubeconfig: administration.input(takes(retried)).mutation(({ ctx }) => ({ kubeconfig: ctx.kubeconfig() })),
});

export function summaryOf({ plane, tally, clusterId, version }: Context): ClusterSummary {
  const { view } = plane;
  return {
    clusterId,
    version,
    revision: view.revision,
    nowMs: plane.now(),
    nodes: nodeCounts(view),
    deployments: deploymentCounts(view),
    tasks: { ...tally.counts(), total: view.count('tasks') },
    resources: resourceSums(view),
  };
}

type View = Context['plane']['view'];

function nodeCounts(view: View): ClusterSummary['nodes'] {
  const counts = { total: 0, ready: 0, unreachable: 0, cordoned: 0, draining: 0 };
  for (const node of view.all('nodes')) {
    counts.total += 1;
    counts[node.status] += 1;
    counts.cordoned += Number(node.cordoned);
    counts.draining += Number(node.drain !== null);
  }
  return counts;
}

function deploymentCounts(view: View): ClusterSummary['deployments'] {
  const counts = { total: 0, available: 0, paused: 0, quarantined: 0 };
  for (const { status, spec, paused, quarantine } of view.all('deployments')) {
    counts.total += 1;
    counts.available += Number(status.availableReplicas >= spec.replicas);
    counts.paused += Number(paused);
    counts.quarantined += Number(quarantine !== null);
  }
  return counts;
}

function resourceSums(view: View): ClusterSummary['resources'] {
  let total = noResources;
  let allocated = noResources;
  for (const node of view.all('nodes')) {
    total = addResources(total, node.resources);
    allocated = addResources(allocated, view.allocatedOf(node.id));
  }
  return { total, allocated };
}
