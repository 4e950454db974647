import { formatMemory, type NodeRecord, type Resources } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';

export interface NodeObject extends KubernetesObject {
  spec: JsonObject;
  status: JsonObject;
}

/** Ceiling that kubectl shows as a node's pod capacity; Gantry itself limits a node by its resources only. */
const podsPerNode = 1000;

export function projectNode(projector: Projector, record: NodeRecord): NodeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: record.name,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'nodes', key: record.id }]),
      creationTimestamp: timestamp(record.registeredAtMs),
      labels: { 'kubernetes.io/hostname': record.name, 'kubernetes.io/os': 'linux', ...record.labels },
      ...(Object.keys(record.annotations).length > 0 ? { annotations: record.annotations } : {}),
    },
    spec: { ...taints(record), ...(record.cordoned ? { unschedulable: true } : {}) },
    status: {
      capacity: quantities(record.resources),
      allocatable: quantities(record.resources),
      conditions: [readyCondition(record)],
      addresses: [
        { type: 'InternalIP', address: record.address },
        { type: 'Hostname', address: record.name },
      ],
      nodeInfo: nodeInfo(record),
    },
  };
}

function taints(record: NodeRecord): JsonObject {
  const all = [
    ...record.taints.map(({ key, value, effect }) => ({ key, ...(value === '' ? {} : { value }), effect })),
    ...(record.cordoned ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : []),
    ...(record.status === 'unreachable'
      ? [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }]
      : []),
  ];
  return all.length > 0 ? { taints: all } : {};
}

/** Taints that `projectNode` derives from other fields; a client that sends the whole list back sends these too. */
export const derivedTaints = new Set(['node.kubernetes.io/unschedulable', 'node.kubernetes.io/unreachable']);

function quantities(resources: Resources): JsonObject {
  return {
    cpu: resources.cpuMillis % 1000 === 0 ? String(resources.cpuMillis / 1000) : `${resources.cpuMillis}m`,
    memory: formatMemory(resources.memoryBytes),
    'ephemeral-storage': formatMemory(resources.diskBytes),
    ...(resources.gpus > 0 ? { 'nvidia.com/gpu': String(resources.gpus) } : {}),
    pods: String(podsPerNode),
  };
}

function readyCondition(record: NodeRecord): JsonObject {
  const ready = record.status === 'ready';
  return {
    type: 'Ready',
    status: ready ? 'True' : 'Unknown',
    reason: ready ? 'AgentReady' : 'NodeStatusUnknown',
    message: record.statusReason || (ready ? 'the agent reports' : 'the agent stopped reporting'),
    lastHeartbeatTime: timestamp(record.statusChangedAtMs),
    lastTransitionTime: timestamp(record.statusChangedAtMs),
  };
}

function nodeInfo(record: NodeRecord): JsonObject {
  const available = record.runtimes.filter((runtime) => runtime.available);
  const first = available.find((runtime) => runtime.name === 'docker') ?? available[0];
  return {
    kubeletVersion: `gantry-${record.agentVersion}`,
    kubeProxyVersion: '',
    machineID: record.id,
    systemUUID: record.id,
    bootID: '',
    kernelVersion: record.attributes.kernel ?? '',
    osImage: record.attributes.osImage ?? record.attributes.os ?? 'Linux',
    operatingSystem: 'linux',
    architecture: record.labels['kubernetes.io/arch'] ?? record.attributes.arch ?? '',
    containerRuntimeVersion: first ? `${first.name}://${first.detail}` : 'none',
  };
}
