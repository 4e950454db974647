import type { Container, Template } from '../template.ts';

/** Builders of whole values for tests: what a test does not name is as little as may be. */

export function aContainer(over: Partial<Container> = {}): Container {
  return {
    name: 'web',
    image: 'web:1',
    imagePullPolicy: 'IfNotPresent',
    command: [],
    args: [],
    workingDir: null,
    env: [],
    ports: [],
    requests: { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 },
    limits: { cpuMillis: null, memoryBytes: null },
    volumeMounts: [],
    startupProbe: null,
    livenessProbe: null,
    readinessProbe: null,
    preStop: null,
    stopSignal: null,
    tty: false,
    ...over,
  };
}

export function aTemplate(over: Partial<Template> = {}): Template {
  return {
    runtime: 'docker',
    labels: {},
    annotations: {},
    containers: [aContainer()],
    nodeSelector: {},
    constraints: [],
    tolerations: [],
    priority: 0,
    terminationGracePeriodSeconds: 30,
    volumes: [],
    hostNetwork: false,
    restartedAt: null,
    ...over,
  };
}
