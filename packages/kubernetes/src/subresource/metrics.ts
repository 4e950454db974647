import type { NodeRecord, TaskRecord } from '@gantry/model';
import { projectNode } from '../projection/node.ts';
import { projectPod } from '../projection/pod.ts';
import { isPod, podName } from '../projection/pod-identity.ts';
import type { Projector } from '../projection/projector.ts';
import type { ApiPath } from '../wire/api-path.ts';
import { timestamp } from '../wire/object.ts';
import type { ApiRequest } from '../wire/request.ts';
import { matchesLabels, parseLabelSelector } from '../wire/selector.ts';
import { notFound } from '../wire/status.ts';

const group = 'metrics.k8s.io';
const window = '10s';

/** `kubectl top`: what agents measured last. A node or task not measured yet is left out, as Kubernetes does. */
export function metricsObject(projector: Projector, path: ApiPath, request: ApiRequest): unknown {
  const items =
    path.resource === 'nodes'
      ? nodeMetrics(projector, request)
      : podMetrics(projector, path.namespace, request);
  if (path.name === null) {
    const kind = path.resource === 'nodes' ? 'NodeMetricsList' : 'PodMetricsList';
    return { kind, apiVersion: `${group}/v1beta1`, metadata: {}, items };
  }
  const found = items.find(({ metadata }) => metadata.name === path.name);
  if (!found) throw notFound({ group, resource: path.resource, name: path.name });
  return found;
}

function nodeMetrics(projector: Projector, request: ApiRequest) {
  const matches = labelFilter(request);
  return [...projector.view.all('nodes')].flatMap((node) => {
    const { labels } = projectNode(projector, node).metadata;
    const usage = projector.usageOf(node.id);
    return usage && matches(labels ?? {}) ? [nodeItem(projector, node, usage)] : [];
  });
}

function nodeItem(
  projector: Projector,
  node: NodeRecord,
  usage: { cpuMillisUsed: number; memoryBytesUsed: number },
) {
  return {
    kind: 'NodeMetrics',
    apiVersion: `${group}/v1beta1`,
    metadata: { name: node.name, creationTimestamp: timestamp(projector.nowMs) },
    timestamp: timestamp(projector.nowMs),
    window,
    usage: quantities(usage.cpuMillisUsed, usage.memoryBytesUsed),
  };
}

function podMetrics(projector: Projector, namespace: string | null, request: ApiRequest) {
  const matches = labelFilter(request);
  return [...projector.view.all('nodes')].flatMap((node) =>
    (projector.usageOf(node.id)?.tasks ?? []).flatMap((usage) => {
      const task = projector.view.get('tasks', usage.taskId);
      if (!task || !isPod(projector, task) || (namespace !== null && task.namespace !== namespace)) return [];
      const { labels } = projectPod(projector, task).metadata;
      return matches(labels ?? {}) ? [podItem(projector, task, usage)] : [];
    }),
  );
}

function podItem(projector: Projector, task: TaskRecord, usage: { cpuMillis: number; memoryBytes: number }) {
  return {
    kind: 'PodMetrics',
    apiVersion: `${group}/v1beta1`,
    metadata: {
      name: podName(projector, task),
      namespace: task.namespace,
      creationTimestamp: timestamp(projector.nowMs),
    },
    timestamp: timestamp(projector.nowMs),
    window,
    containers: [
      { name: task.containers[0]?.name ?? task.name, usage: quantities(usage.cpuMillis, usage.memoryBytes) },
    ],
  };
}

const quantities = (cpuMillis: number, memoryBytes: number) => ({
  cpu: `${Math.round(cpuMillis)}m`,
  memory: `${Math.round(memoryBytes / 1024)}Ki`,
});

function labelFilter(request: ApiRequest): (labels: Record<string, string>) => boolean {
  const requirements = parseLabelSelector(request.query.get('labelSelector') ?? '');
  return (labels) => matchesLabels(requirements, labels);
}
