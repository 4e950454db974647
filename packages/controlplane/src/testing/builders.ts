import type {
  Act,
  Actor,
  Command,
  Container,
  ContainerPort,
  FrameworkId,
  NodeDescription,
  NodeId,
  TaskId,
  TaskRecord,
  TaskReport,
  Template,
  TemplateHash,
} from '@gantry/model';
import { aContainer as aPlainContainer, aTemplate as aPlainTemplate } from '@gantry/model/testing/builders';

export const ada: Actor = { name: 'ada', via: 'api' };
export const nodeOne = 'n1' as NodeId;
export const nodeTwo = 'n2' as NodeId;
export const hashOne = 'h1' as TemplateHash;

export function saveNamespace(name: string): Command {
  return { type: 'namespace.save', name, labels: {}, annotations: {} };
}

/** A deployment of one process in so many replicas, whose tasks all may come and go at once. */
export function applyWeb(replicas: number): Command {
  return {
    type: 'deployment.apply',
    ...{ namespace: 'default', name: 'web', planHash: null, labels: {}, annotations: {}, paused: false },
    ...{ cause: 'test', mode: 'either', ifGeneration: null, template: aTemplate() },
    spec: {
      ...{
        replicas,
        selector: {},
        minReadySeconds: 0,
        progressDeadlineSeconds: 600,
        revisionHistoryLimit: 10,
      },
      strategy: { type: 'RollingUpdate', maxSurge: '100%', maxUnavailable: '100%' },
      backoff: { firstAtOnce: true, initialSeconds: 10, factor: 2, maxSeconds: 300 },
      ...{ healthGates: null, killSelection: 'default', role: 'default' },
      unreachable: { replaceAfterSeconds: 300, expungeAfterSeconds: 600 },
    },
  };
}

export function scaleWeb(replicas: number): Act {
  return { type: 'deployment.scale', namespace: 'default', name: 'web', replicas, planHash: null };
}

export function aNode(over: Partial<NodeDescription> = {}): NodeDescription {
  return {
    name: 'one',
    address: '10.0.0.1',
    resources: { cpuMillis: 4_000, memoryBytes: 8_000_000_000, diskBytes: 50_000_000_000, gpus: 0 },
    ports: [{ begin: 31_000, end: 32_000 }],
    labels: {},
    attributes: {},
    runtimes: [{ name: 'process', available: true, detail: '1', enforces: [] }],
    agentVersion: '0.1.0',
    ...over,
  };
}

export function aPort(over: Partial<ContainerPort> = {}): ContainerPort {
  return { name: null, containerPort: 80, hostPort: 0, protocol: 'TCP', ...over };
}

/** A container of a process that takes its time. */
export function aContainer(over: Partial<Container> = {}): Container {
  const requests = { cpuMillis: 100, memoryBytes: 1_000_000, diskBytes: 0, gpus: 0 };
  return aPlainContainer({ image: '', command: ['sleep', '1000'], requests, ...over });
}

export function aTemplate(over: Partial<Template> = {}): Template {
  return aPlainTemplate({ runtime: 'process', containers: [aContainer()], ...over });
}

export function aTask(over: Partial<TaskRecord> = {}): TaskRecord {
  return {
    id: 't1' as TaskId,
    namespace: 'default',
    name: 'web-1',
    frameworkId: 'f1' as FrameworkId,
    deploymentId: null,
    replicaSetId: null,
    jobId: null,
    jobPart: null,
    jobIndex: null,
    nearby: null,
    role: 'default',
    templateHash: hashOne,
    revision: 1,
    nodeId: nodeOne,
    desired: 'running',
    state: 'assigned',
    ready: false,
    readyAtMs: null,
    firstReadyAtMs: null,
    createdAtMs: 1,
    assignedAtMs: 1,
    startedAtMs: null,
    finishedAtMs: null,
    notBeforeAtMs: null,
    reason: '',
    message: '',
    replaces: null,
    failuresInARow: 0,
    hostPorts: [],
    address: '',
    containers: [],
    unplaced: null,
    stopGraceSeconds: null,
    stopRequestedAtMs: null,
    probeFailures: 0,
    errorLines: 0,
    labels: {},
    annotations: {},
    frameworkData: '',
    ...over,
  };
}

export function aReport(over: Partial<TaskReport> = {}): TaskReport {
  return {
    taskId: 't1' as TaskId,
    state: 'running',
    ready: true,
    reason: '',
    message: '',
    startedAtMs: 2,
    finishedAtMs: null,
    address: '',
    containers: [],
    probeFailures: 0,
    errorLines: 0,
    ...over,
  };
}
