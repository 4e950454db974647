import { type DeploymentRecord, type ServicePort, type ServiceRecord, usualTraffic } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';
import { keptFields, shownMetadata } from './stored-metadata.ts';

export interface ServiceObject extends KubernetesObject {
  spec: JsonObject & { type: string; ports: JsonObject[] };
  status: JsonObject;
}

export function projectService(projector: Projector, record: ServiceRecord): ServiceObject {
  const { clusterAddress, affinitySeconds } = record;
  const published = record.kind === 'published';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'services', key: record.id }]),
      creationTimestamp: timestamp(record.createdAtMs),
      ...shownMetadata(record),
    },
    spec: {
      ...(clusterAddress === '' ? {} : { clusterIP: clusterAddress, clusterIPs: [clusterAddress] }),
      type: published ? 'NodePort' : 'ClusterIP',
      ports: record.ports.map(portSpec),
      ...selectorOf(projector, record),
      sessionAffinity: affinitySeconds === null ? 'None' : 'ClientIP',
      ...(affinitySeconds === null
        ? {}
        : { sessionAffinityConfig: { clientIP: { timeoutSeconds: affinitySeconds } } }),
      ...(published ? { externalTrafficPolicy: 'Cluster' } : {}),
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ...keptFields(record),
    },
    status: { loadBalancer: {} },
  };
}

function portSpec(port: ServicePort): JsonObject {
  return {
    ...(port.name === null ? {} : { name: port.name }),
    port: port.port,
    protocol: port.protocol,
    targetPort: port.targetPort,
    ...(port.nodePort === null ? {} : { nodePort: port.nodePort }),
    // Said only where it differs from what the port's name and number say: so a manifest without it comes back as it was.
    ...(port.traffic === usualTraffic(port) ? {} : { appProtocol: port.traffic }),
  };
}

/** Of a service that names its deployment, the labels by which clients find the same tasks. */
export function selectorOf(
  projector: Projector,
  record: ServiceRecord,
): { selector?: Record<string, string> } {
  const selector =
    record.deployment === null ? record.selector : (named(projector, record)?.spec.selector ?? {});
  return Object.keys(selector).length > 0 ? { selector } : {};
}

const named = ({ view }: Projector, { namespace, deployment }: ServiceRecord): DeploymentRecord | undefined =>
  view.deployment(namespace, deployment ?? '');
