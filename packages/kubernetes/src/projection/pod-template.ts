import {
  type Container,
  type EnvValue,
  formatCpu,
  formatEnvFrom,
  formatMemory,
  formatResourceRef,
  type Probe,
  type ProbeHandler,
  type Template,
} from '@gantry/model';
import { areSidecars, type Sidecar, withSidecars } from '../translate/sidecars.ts';
import { type DeepField, putBack } from '../wire/deep-field.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { readAnnotation, unhonouredAnnotation } from './stored-metadata.ts';

export const restartedAtAnnotation = 'kubectl.kubernetes.io/restartedAt';

/** A template as Kubernetes's PodTemplateSpec, with the defaults that Kubernetes itself would have filled in. */
export function podTemplate(template: Template, extraLabels: Record<string, string> = {}): JsonObject {
  return {
    metadata: {
      creationTimestamp: null,
      labels: { ...template.labels, ...extraLabels },
      ...annotationsOf(template),
    },
    spec: podSpec(template),
  };
}

function annotationsOf(template: Template): JsonObject {
  return present('annotations', shownAnnotations(template));
}

export function shownAnnotations({ annotations, restartedAt }: Template): Record<string, string> {
  const { [unhonouredAnnotation]: _, ...shown } = annotations;
  return { ...shown, ...(restartedAt === null ? {} : { [restartedAtAnnotation]: restartedAt }) };
}

export function podSpec(template: Template): JsonObject {
  const kept = unhonouredFields(template);
  const { volumes: keptVolumes = {}, ...keptPod } = kept.pod as { volumes?: Record<string, JsonObject> };
  const shown = (containers: readonly Container[]) =>
    containers.map((container) => ({
      ...usualContainerSpec,
      ...kept.containers[container.name],
      ...containerSpec(container),
    }));
  const spec = {
    ...keptPod,
    ...present('initContainers', withSidecars(shown(template.initContainers ?? []), kept.sidecars ?? [])),
    containers: shown(template.containers),
    restartPolicy: 'Always',
    ...(template.runtime === 'docker' ? {} : { runtimeClassName: template.runtime }),
    terminationGracePeriodSeconds: template.terminationGracePeriodSeconds,
    dnsPolicy: kept.pod.dnsPolicy ?? 'ClusterFirst',
    securityContext: kept.pod.securityContext ?? {},
    schedulerName: kept.pod.schedulerName ?? 'default-scheduler',
    ...present('nodeSelector', template.nodeSelector),
    ...present('tolerations', template.tolerations.map(toleration)),
    ...present(
      'volumes',
      template.volumes.map((one) => withKept(volume(one), keptVolumes[one.name])),
    ),
    ...(template.priority === 0 ? {} : { priority: template.priority }),
    ...(template.hostNetwork ? { hostNetwork: true } : {}),
  };
  return putBack(spec, kept.deep ?? []);
}

export interface UnhonouredFields {
  pod: JsonObject;
  containers: Record<string, JsonObject>;
  deep?: DeepField[];
  sidecars?: Sidecar[];
}

export function unhonouredFields(template: Template): UnhonouredFields {
  const kept = readAnnotation(template.annotations[unhonouredAnnotation]);
  const isKept = isJsonObject(kept) && isJsonObject(kept.pod) && isJsonObject(kept.containers);
  return isKept && areDeepFields(kept.deep ?? []) && areSidecars(kept.sidecars ?? [])
    ? (kept as unknown as UnhonouredFields)
    : { pod: {}, containers: {} };
}

const areDeepFields = (deep: unknown): boolean =>
  Array.isArray(deep) && deep.every((field) => isJsonObject(field) && Array.isArray(field.at));

const usualContainerSpec = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

function containerSpec(container: Container): JsonObject {
  return {
    name: container.name,
    image: container.image,
    ...present('command', container.command),
    ...present('args', container.args),
    ...(container.workingDir === null ? {} : { workingDir: container.workingDir }),
    ...present('ports', container.ports.map(portSpec)),
    ...present(
      'env',
      container.env.map(({ name, value }) => ({ name, ...envSource(value) })),
    ),
    ...present('envFrom', formatEnvFrom(container.envFrom ?? [])),
    resources: resourcesSpec(container),
    ...present('volumeMounts', container.volumeMounts.map(mountSpec)),
    ...optional('startupProbe', container.startupProbe, (probe) => probeSpec(probe, container)),
    ...optional('livenessProbe', container.livenessProbe, (probe) => probeSpec(probe, container)),
    ...optional('readinessProbe', container.readinessProbe, (probe) => probeSpec(probe, container)),
    ...present('lifecycle', {
      ...optional('preStop', container.preStop, lifecycleSpec),
      ...(container.stopSignal === null ? {} : { stopSignal: container.stopSignal }),
    }),
    imagePullPolicy: container.imagePullPolicy,
    ...(container.tty ? { tty: true } : {}),
    ...(container.stdin === undefined ? {} : { stdin: true }),
    ...(container.stdin === 'once' ? { stdinOnce: true } : {}),
  };
}

const portSpec = (port: Container['ports'][number]): JsonObject => ({
  ...(port.name === null ? {} : { name: port.name }),
  containerPort: port.containerPort,
  ...(port.hostPort === null || port.hostPort === 0 ? {} : { hostPort: port.hostPort }),
  protocol: port.protocol,
});

const mountSpec = (mount: Container['volumeMounts'][number]): JsonObject => ({
  name: mount.name,
  mountPath: mount.mountPath,
  ...(mount.subPath === null ? {} : { subPath: mount.subPath }),
  ...(mount.subPathExpr === undefined ? {} : { subPathExpr: mount.subPathExpr }),
  ...(mount.readOnly ? { readOnly: true } : {}),
});

function envSource(value: EnvValue): JsonObject {
  switch (value.type) {
    case 'literal':
      return { value: value.value };
    case 'field':
      return { valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: value.path } } };
    case 'resource':
      return { valueFrom: { resourceFieldRef: formatResourceRef(value) } };
    case 'config':
      return { valueFrom: { configMapKeyRef: keyRef(value) } };
    case 'secret':
      return { valueFrom: { secretKeyRef: keyRef(value) } };
  }
}

const keyRef = ({ name, key, optional }: { name: string; key: string; optional: boolean }): JsonObject => ({
  name,
  key,
  ...(optional ? { optional } : {}),
});

function resourcesSpec({ requests, limits }: Container): JsonObject {
  const requested = {
    ...(requests.cpuMillis > 0 ? { cpu: formatCpu(requests.cpuMillis) } : {}),
    ...(requests.memoryBytes > 0 ? { memory: formatMemory(requests.memoryBytes) } : {}),
    ...(requests.diskBytes > 0 ? { 'ephemeral-storage': formatMemory(requests.diskBytes) } : {}),
    ...(requests.gpus > 0 ? { 'nvidia.com/gpu': String(requests.gpus) } : {}),
  };
  const limited = {
    ...(limits.cpuMillis === null ? {} : { cpu: formatCpu(limits.cpuMillis) }),
    ...(limits.memoryBytes === null ? {} : { memory: formatMemory(limits.memoryBytes) }),
    // Kubernetes wants them among the limits, and takes them for requested as well.
    ...(requests.gpus > 0 ? { 'nvidia.com/gpu': String(requests.gpus) } : {}),
  };
  return { ...present('limits', limited), ...present('requests', requested) };
}

function probeSpec(probe: Probe, { ports }: Container): JsonObject {
  return {
    ...handlerSpec(probe.handler, ports),
    ...(probe.initialDelaySeconds === 0 ? {} : { initialDelaySeconds: probe.initialDelaySeconds }),
    timeoutSeconds: probe.timeoutSeconds,
    periodSeconds: probe.periodSeconds,
    successThreshold: probe.successThreshold,
    failureThreshold: probe.failureThreshold,
    ...(probe.terminationGracePeriodSeconds === null
      ? {}
      : { terminationGracePeriodSeconds: probe.terminationGracePeriodSeconds }),
  };
}

function handlerSpec(handler: ProbeHandler, ports: Container['ports']): JsonObject {
  switch (handler.type) {
    case 'exec':
      return { exec: { command: handler.command } };
    case 'tcp':
      return { tcpSocket: { port: handler.port, ...(handler.host === null ? {} : { host: handler.host }) } };
    case 'grpc': {
      const { port, service } = handler;
      // Kubernetes knows no names here: clients could not read one.
      const number = typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.containerPort;
      return { grpc: { port: number ?? 0, service } };
    }
    case 'http':
      return {
        httpGet: {
          path: handler.path,
          port: handler.port,
          scheme: handler.scheme,
          ...(handler.host === null ? {} : { host: handler.host }),
          ...present('httpHeaders', handler.headers),
        },
      };
  }
}

function lifecycleSpec(handler: NonNullable<Container['preStop']>): JsonObject {
  switch (handler.type) {
    case 'exec':
      return { exec: { command: handler.command } };
    case 'http':
      return { httpGet: { path: handler.path, port: handler.port, scheme: 'HTTP' } };
    case 'sleep':
      return { sleep: { seconds: handler.seconds } };
  }
}

const toleration = (from: Template['tolerations'][number]): JsonObject => ({
  ...(from.key === '' ? {} : { key: from.key }),
  operator: from.operator,
  ...(from.value === '' ? {} : { value: from.value }),
  ...(from.effect === '' ? {} : { effect: from.effect }),
  ...(from.tolerationSeconds === null ? {} : { tolerationSeconds: from.tolerationSeconds }),
});

/** Each source with what was written of it and is only kept. */
function withKept(shown: JsonObject, kept: JsonObject = {}): JsonObject {
  const sources = Object.entries(kept).map(([source, fields]) => [
    source,
    { ...(shown[source] as JsonObject), ...(fields as JsonObject) },
  ]);
  return { ...shown, ...Object.fromEntries(sources) };
}

function volume({ name, source }: Template['volumes'][number]): JsonObject {
  switch (source.type) {
    case 'empty':
      return { name, emptyDir: {} };
    case 'hostPath':
      return { name, hostPath: { path: source.path, type: '' } };
    case 'named':
      return { name, persistentVolumeClaim: { claimName: source.volume } };
    case 'config':
      return { name, configMap: { name: source.name, ...present('items', source.items), defaultMode: 420 } };
    case 'secret':
      return {
        name,
        secret: { secretName: source.name, ...present('items', source.items), defaultMode: 420 },
      };
    case 'plugin':
      return {
        name,
        flexVolume: { driver: source.driver, options: { ...source.options, volume: source.volume } },
      };
  }
}

/** The key only when there is something in it, as Kubernetes omits empty lists and maps. */
function present(key: string, value: object): JsonObject {
  return Object.keys(value).length > 0 ? { [key]: value } : {};
}

function optional<T>(key: string, value: T | null, format: (value: T) => JsonObject): JsonObject {
  return value === null ? {} : { [key]: format(value) };
}
