import type { Assignment, NodeDescription, Probe, TaskId, TaskReport, TemplateHash } from '@gantry/model';
import { aContainer, aTemplate } from '@gantry/model/testing/builders';
import type { ObservedContainer } from '@gantry/runtime';
import type { ContainerFacts, TaskFacts } from '../task-machine.ts';

export { aContainer, aTemplate };

export const aTaskId = 't1-0' as TaskId;
export const aHash = 'h1' as TemplateHash;

export function aProbe(over: Partial<Probe> = {}): Probe {
  return {
    handler: { type: 'http', path: '/', port: 80, scheme: 'HTTP', host: null, headers: [] },
    initialDelaySeconds: 0,
    periodSeconds: 10,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 3,
    terminationGracePeriodSeconds: null,
    ...over,
  };
}

export function anAssignment(over: Partial<Assignment> = {}): Assignment {
  return {
    taskId: aTaskId,
    name: 'web-1',
    namespace: 'default',
    owner: 'web',
    revision: 1,
    desired: 'running',
    notBeforeAtMs: null,
    stopGraceSeconds: null,
    templateHash: aHash,
    hostPorts: [],
    environment: {},
    countErrorLines: false,
    files: [],
    volumes: {},
    trouble: null,
    ...over,
  };
}

export function anObserved(over: Partial<ObservedContainer> = {}): ObservedContainer {
  return {
    taskId: aTaskId,
    containerName: 'web',
    isInit: false,
    runtimeId: 'c1',
    state: 'running',
    address: '10.0.0.2',
    startedAtMs: 1_000,
    finishedAtMs: null,
    exitCode: null,
    signal: null,
    outOfMemory: false,
    imageId: '',
    ...over,
  };
}

export function anExited(over: Partial<ObservedContainer> = {}): ObservedContainer {
  return anObserved({ state: 'exited', finishedAtMs: 2_000, exitCode: 0, ...over });
}

export function someContainerFacts(over: Partial<ContainerFacts> = {}): ContainerFacts {
  const container = aContainer({ name: over.name ?? 'web' });
  return { name: container.name, container, observed: null, wasStarted: false, probes: null, ...over };
}

export function someFacts(over: Partial<TaskFacts> = {}): TaskFacts {
  return {
    wanted: 'running',
    notBeforeMs: null,
    graceMs: 30_000,
    containers: [someContainerFacts()],
    initContainers: [],
    lastLine: null,
    preparation: { state: 'wanted' },
    mayStart: true,
    progress: '',
    startTrouble: null,
    stopTrouble: null,
    busy: null,
    stopByMs: null,
    end: null,
    rebooted: false,
    forget: false,
    ...over,
  };
}

export function aReport(over: Partial<TaskReport> = {}): TaskReport {
  return {
    taskId: aTaskId,
    state: 'running',
    ready: false,
    reason: '',
    message: '',
    startedAtMs: null,
    finishedAtMs: null,
    address: '',
    containers: [],
    probeFailures: 0,
    errorLines: 0,
    ...over,
  };
}

export function aNodeDescription(over: Partial<NodeDescription> = {}): NodeDescription {
  return {
    name: 'node-1',
    address: '127.0.0.1',
    resources: { cpuMillis: 4_000, memoryBytes: 8_000_000_000, diskBytes: 50_000_000_000, gpus: 0 },
    ports: [{ begin: 31_000, end: 32_000 }],
    labels: {},
    attributes: {},
    runtimes: [],
    agentVersion: '0.1.0',
    ...over,
  };
}
