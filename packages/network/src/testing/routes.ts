import type { NodeId, ServiceId, ServiceRoute, TaskId } from '@gantry/model';

/** A service with so many ready tasks, `shop-1` at 10.0.0.1 and on, all on the node n1. */
export function aRoute(
  name: string,
  { tasks = 1, ...over }: Partial<ServiceRoute> & { tasks?: number } = {},
): ServiceRoute {
  return {
    id: `v-${name}` as ServiceId,
    ...{ namespace: 'default', name, kind: 'cluster', clusterAddress: '198.18.0.16' },
    ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', traffic: 'http', nodePort: null }],
    ...{ ingress: [], affinitySeconds: null, drainSeconds: 10 },
    endpoints: Array.from({ length: tasks }, (_, index) => ({
      taskId: `t${index + 1}` as TaskId,
      taskName: `${name}-${index + 1}`,
      nodeId: 'n1' as NodeId,
      targets: [{ local: { host: `10.0.0.${index + 1}`, port: 8080 }, remote: null }],
      relay: null,
    })),
    ...over,
  };
}
