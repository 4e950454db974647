import type { Container, TaskId } from '@gantry/model';
import type { ContainerRequest } from '../port.ts';

let made = 0;

export const aContainer = (container: Partial<Container> = {}): Container => ({
  name: 'main',
  image: '',
  imagePullPolicy: 'IfNotPresent',
  command: [],
  args: [],
  workingDir: null,
  env: [],
  ports: [],
  requests: { cpuMillis: 100, memoryBytes: 16 * 2 ** 20, diskBytes: 0, gpus: 0 },
  limits: { cpuMillis: null, memoryBytes: null },
  volumeMounts: [],
  startupProbe: null,
  livenessProbe: null,
  readinessProbe: null,
  preStop: null,
  stopSignal: null,
  tty: false,
  ...container,
});

/** A request as the agent makes it, of a task of its own. */
export function aRequest(
  container: Partial<Container> = {},
  rest: Partial<Omit<ContainerRequest, 'container'>> = {},
): ContainerRequest {
  made += 1;
  const unique = `${process.pid}-${Date.now().toString(36)}-${made}`;
  return {
    taskId: `t-${unique}` as TaskId,
    taskName: `contract-${unique}`,
    namespace: 'default',
    owner: 'contract',
    revision: 1,
    container: aContainer(container),
    index: 0,
    isInit: false,
    environment: {},
    hostPorts: [],
    mounts: [],
    hostNetwork: false,
    network: null,
    joinNetworkOf: null,
    ...rest,
  };
}
