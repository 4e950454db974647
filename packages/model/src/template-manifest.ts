import { z } from 'zod';
import { containerManifest, formatContainer, portKey, withoutEmpty } from './container-manifest.ts';
import { limits } from './limits.ts';
import {
  always,
  annotations,
  fields,
  labels,
  type Report,
  seconds,
  textOf,
  unique,
  whole,
} from './manifest-field.ts';
import { formatNetwork, networkManifest } from './network-manifest.ts';
import {
  constraintsManifest,
  formatToleration,
  nodeSelectorManifest,
  tolerationsManifest,
} from './placement-manifest.ts';
import type { RuntimeName, Template } from './template.ts';
import { formatVolumes, volumesManifest } from './volume-manifest.ts';

/** The template as a person writes it: Kubernetes's pod template, flat. */

/** kubectl's annotation for `rollout restart`; here a field of its own, written as kubectl does. */
const restartedAtKey = 'kubectl.kubernetes.io/restartedAt';

function templateFields(runtime: RuntimeName) {
  const containers = z
    .array(containerManifest(runtime, { isInit: false }))
    .min(1)
    .max(limits.containersPerTask);
  const initContainers = z.array(containerManifest(runtime, { isInit: true })).max(limits.containersPerTask);
  return fields({
    metadata: fields({ labels: labels.default({}), annotations: annotations.default({}) }).default({
      labels: {},
      annotations: {},
    }),
    initContainers: unique(initContainers, { field: 'name', what: 'container name' }).default([]),
    containers: unique(containers, { field: 'name', what: 'container name' }),
    nodeSelector: nodeSelectorManifest.default({}),
    constraints: constraintsManifest.default([]),
    tolerations: tolerationsManifest.default([]),
    priority: whole({ min: -limits.priority, max: limits.priority }).default(0),
    terminationGracePeriodSeconds: seconds({ max: limits.graceSeconds }).default(30),
    volumes: volumesManifest.default([]),
    hostNetwork: z.boolean().default(false),
    network: networkManifest.optional(),
  });
}

const listOf = (value: unknown, field: string): unknown[] => {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, field) : null;
  return Array.isArray(found) ? found : [];
};

/** Containers of a task share one network: a port can be listened on, or published, once. */
function refuseSharedPorts(template: unknown, report: Report): void {
  for (const field of ['containerPort', 'hostPort'] as const) {
    const owners = new Map<string, number>();
    listOf(template, 'containers').forEach((container, index) => {
      listOf(container, 'ports').forEach((port, portIndex) => {
        const key = portKey(port, field);
        if (key === null) return;
        const owner = owners.get(key);
        const taken = owner !== undefined && (owner !== index || field === 'hostPort');
        if (taken)
          report(
            ['containers', index, 'ports', portIndex, field],
            `\`${key}\` is already used in containers[${owner}]`,
          );
        else owners.set(key, index);
      });
    });
  }
}

/** Only what listens on the node's own ports can be told which one: a process, or a container on the host's network. */
function refuseUnknownNumbers(runtime: RuntimeName, template: unknown, report: Report): void {
  const isOnHost =
    typeof template === 'object' && template !== null && Reflect.get(template, 'hostNetwork') === true;
  if (runtime === 'process' || isOnHost) return;
  listOf(template, 'containers').forEach((container, index) => {
    listOf(container, 'ports').forEach((port, portIndex) => {
      const number = typeof port === 'object' && port !== null ? Reflect.get(port, 'containerPort') : null;
      if (number === 0)
        report(['containers', index, 'ports', portIndex, 'containerPort'], 'must be at least 1');
    });
  });
}

/** Only a container on a network of its own can be on a chosen one. */
function refuseNetworkElsewhere(runtime: RuntimeName, template: unknown, report: Report): void {
  if (typeof template !== 'object' || template === null) return;
  if (Reflect.get(template, 'network') === undefined) return;
  if (runtime === 'process') report(['network'], 'is for containers: a process is on the node’s own network');
  else if (Reflect.get(template, 'hostNetwork') === true)
    report(['network'], 'cannot be given together with `hostNetwork: true`; keep one of them');
}

/** Every container that was written, and where. */
const allWritten = (template: unknown): { container: unknown; path: PropertyKey[] }[] =>
  ['initContainers', 'containers'].flatMap((list) =>
    listOf(template, list).map((container, index) => ({ container, path: [list, index] })),
  );

function refuseUnknownMounts(template: unknown, report: Report): void {
  const known = listOf(template, 'volumes').map((volume) => textOf(volume, 'name'));
  for (const { container, path } of allWritten(template)) {
    listOf(container, 'volumeMounts').forEach((mount, mountIndex) => {
      const name = textOf(mount, 'name');
      if (name === null || known.includes(name)) return;
      report(
        [...path, 'volumeMounts', mountIndex, 'name'],
        `\`${name}\` is not one of the template’s volumes`,
      );
    });
  }
}

/** Containers are told apart by their name alone, in whichever list they are. */
function refuseSharedNames(template: unknown, report: Report): void {
  const names = listOf(template, 'initContainers').map((container) => textOf(container, 'name'));
  listOf(template, 'containers').forEach((container, index) => {
    const name = textOf(container, 'name');
    if (name !== null && names.includes(name))
      report(['containers', index, 'name'], `\`${name}\` is an init container’s name already`);
  });
}

/** A variable that tells of another container's resources needs that container. */
function refuseUnknownContainers(template: unknown, report: Report): void {
  const known = allWritten(template).map(({ container }) => textOf(container, 'name'));
  for (const { container, path } of allWritten(template)) {
    listOf(container, 'env').forEach((variable, envIndex) => {
      const value = typeof variable === 'object' && variable !== null ? Reflect.get(variable, 'value') : null;
      const name = textOf(value, 'type') === 'resource' ? textOf(value, 'container') : null;
      if (name === null || known.includes(name)) return;
      report(
        [...path, 'env', envIndex, 'valueFrom', 'resourceFieldRef', 'containerName'],
        `\`${name}\` is not one of the template’s containers`,
      );
    });
  }
}

export function templateManifest(runtime: RuntimeName) {
  return always(templateFields(runtime), (value, report) => {
    refuseSharedPorts(value, report);
    refuseSharedNames(value, report);
    refuseUnknownMounts(value, report);
    refuseUnknownContainers(value, report);
    refuseUnknownNumbers(runtime, value, report);
    refuseNetworkElsewhere(runtime, value, report);
  }).transform(({ metadata, network, initContainers, ...rest }): Template => {
    const { [restartedAtKey]: restartedAt, ...others } = metadata.annotations;
    return {
      runtime,
      labels: metadata.labels,
      annotations: others,
      ...(initContainers.length === 0 ? {} : { initContainers }),
      ...rest,
      ...(network === undefined ? {} : { network }),
      restartedAt: restartedAt ?? null,
    };
  });
}

/** Back to what a person writes, leaving out what the defaults would fill in again. */
export function formatTemplate(template: Template): Record<string, unknown> {
  const restarted = template.restartedAt === null ? {} : { [restartedAtKey]: template.restartedAt };
  return withoutEmpty({
    metadata: withoutEmpty({
      labels: template.labels,
      annotations: { ...template.annotations, ...restarted },
    }),
    initContainers: (template.initContainers ?? []).map((container) =>
      formatContainer(template.runtime, container),
    ),
    containers: template.containers.map((container) => formatContainer(template.runtime, container)),
    nodeSelector: template.nodeSelector,
    constraints: template.constraints.map((constraint) => withoutEmpty(constraint)),
    tolerations: template.tolerations.map(formatToleration),
    priority: template.priority || undefined,
    terminationGracePeriodSeconds:
      template.terminationGracePeriodSeconds === 30 ? undefined : template.terminationGracePeriodSeconds,
    volumes: formatVolumes(template.volumes),
    hostNetwork: template.hostNetwork || undefined,
    network: formatNetwork(template.network),
  });
}
