import type {
  CommandOf,
  Container,
  DeploymentSpec,
  NodeDescription,
  RuntimeInfo,
  Template,
} from '@gantry/model';
import { aContainer as aPlainContainer, aTemplate as aPlainTemplate } from '@gantry/model/testing/builders';

/** Builders of whole values for tests: what a test does not name is as a newcomer would have it. */

export const gibibyte = 1024 ** 3;
export const mebibyte = 1024 ** 2;

export function aRuntime(over: Partial<RuntimeInfo> = {}): RuntimeInfo {
  return { name: 'docker', available: true, detail: '1', enforces: [], ...over };
}

export function aMachine(name: string, over: Partial<NodeDescription> = {}): NodeDescription {
  return {
    name,
    address: '127.0.0.1',
    resources: { cpuMillis: 4_000, memoryBytes: 4 * gibibyte, diskBytes: 10 * gibibyte, gpus: 0 },
    ports: [{ begin: 31_000, end: 31_099 }],
    labels: {},
    attributes: {},
    runtimes: [aRuntime()],
    agentVersion: '0.1.0',
    ...over,
  };
}

export function aContainer(over: Partial<Container> = {}): Container {
  const requests = { cpuMillis: 100, memoryBytes: 64 * mebibyte, diskBytes: 0, gpus: 0 };
  return aPlainContainer({ requests, ...over });
}

export function aTemplate(over: Partial<Template> = {}): Template {
  return aPlainTemplate({ labels: { app: 'web' }, containers: [aContainer()], ...over });
}

export function aDeploymentSpec(over: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    replicas: 3,
    selector: { app: 'web' },
    strategy: { type: 'RollingUpdate', maxSurge: '25%', maxUnavailable: '25%' },
    minReadySeconds: 0,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    backoff: { firstAtOnce: true, initialSeconds: 10, factor: 2, maxSeconds: 300 },
    healthGates: null,
    killSelection: 'default',
    unreachable: { replaceAfterSeconds: 30, expungeAfterSeconds: 600 },
    role: '*',
    ...over,
  };
}

export interface DeployWith {
  spec?: Partial<DeploymentSpec>;
  template?: Partial<Template>;
}

export function anApply(
  name: string,
  {
    spec,
    template,
    ...over
  }: DeployWith & Partial<Omit<CommandOf<'deployment.apply'>, 'spec' | 'template'>> = {},
): CommandOf<'deployment.apply'> {
  return {
    type: 'deployment.apply',
    namespace: 'default',
    name,
    planHash: null,
    labels: {},
    annotations: {},
    spec: aDeploymentSpec(spec),
    template: aTemplate(template),
    paused: false,
    cause: '',
    mode: 'either',
    ifGeneration: null,
    ...over,
  };
}
