import { z } from 'zod';
import { parseArtifactReference } from './artifact-reference.ts';
import { envFromManifest, envManifest, formatEnv, formatEnvFrom } from './env-manifest.ts';
import { checkAbsolutePath } from './host-path.ts';
import { parseImageReference } from './image-reference.ts';
import { limits } from './limits.ts';
import { always, commandLine, fields, type Report, text, textOf, unique, whole } from './manifest-field.ts';
import { checkInnerName, checkPortName } from './name.ts';
import {
  formatLifecycle,
  formatProbe,
  lifecycleManifest,
  namedPortOf,
  probeManifest,
} from './probe-manifest.ts';
import { formatResources, noResourcesWritten, resourcesManifest } from './resources-manifest.ts';
import type { Container, ContainerPort, RuntimeName } from './template.ts';

/** A container as Kubernetes writes it; what `image` and a missing `hostPort` mean depends on the runtime. */

/** What is wrong with an image for this runtime, or null. A process may have none, or be nothing else: one executable file. */
export function checkImage(runtime: RuntimeName, image: string): string | null {
  if (runtime === 'process' && image === '') return null;
  const parsed = runtime === 'process' ? parseArtifactReference(image) : parseImageReference(image);
  return parsed.ok ? null : parsed.error;
}

/** Kubernetes's rule: what may change under its name (`latest`, an artifact without checksum) is always fetched. */
export function defaultPullPolicy(runtime: RuntimeName, image: string): Container['imagePullPolicy'] {
  if (runtime === 'process') return image.includes('#sha256=') || image === '' ? 'IfNotPresent' : 'Always';
  const parsed = parseImageReference(image);
  if (!parsed.ok || parsed.value.digest !== null) return 'IfNotPresent';
  return parsed.value.tag === null || parsed.value.tag === 'latest' ? 'Always' : 'IfNotPresent';
}

const subPath = text(
  (path) => checkAbsolutePath(`/${path}`) && 'must be a relative path without `.` or `..` parts',
);

const mount = always(
  fields({
    name: text(checkInnerName),
    mountPath: text(checkAbsolutePath),
    subPath: subPath.optional(),
    subPathExpr: subPath.optional(),
    readOnly: z.boolean().default(false),
  }),
  (value, report) => {
    const { subPath: plain, subPathExpr } = (value ?? {}) as Record<string, unknown>;
    if (plain !== undefined && subPathExpr !== undefined)
      report(['subPathExpr'], 'cannot be given together with `subPath`; keep one of them');
  },
).transform((written) => ({ ...written, subPath: written.subPath ?? null }));

const volumeMounts = unique(z.array(mount).max(limits.mountsPerContainer), {
  field: 'mountPath',
  what: 'mount path',
});

function portManifest(runtime: RuntimeName) {
  const isProcess = runtime === 'process';
  // Whether a container's may be 0 as well, the template knows: `refuseUnknownNumbers`.
  const listening = whole({ min: 0, max: 65_535 });
  return fields({
    name: text(checkPortName).optional(),
    containerPort: isProcess ? listening.default(0) : listening,
    hostPort: whole({ min: 0, max: 65_535 }).optional(),
    protocol: z.enum(['TCP', 'UDP']).default('TCP'),
  }).transform(
    (port): ContainerPort => ({
      ...port,
      name: port.name ?? null,
      hostPort: port.hostPort ?? (isProcess ? 0 : null),
    }),
  );
}

/** Number and protocol of a listed port, to compare; null when it is not told yet (0) or wrong. */
export function portKey(port: unknown, field: 'containerPort' | 'hostPort'): string | null {
  const number = typeof port === 'object' && port !== null ? Reflect.get(port, field) : null;
  return typeof number === 'number' && number > 0 ? `${number}/${textOf(port, 'protocol') ?? 'TCP'}` : null;
}

const signalPattern = /^SIG[A-Z][A-Z0-9+]{1,14}$/;
const checkSignal = (signal: string) =>
  signalPattern.test(signal) ? null : 'must be a signal such as `SIGTERM`';
const checkWorkingDir = (path: string) => (path === '' ? 'must not be empty' : checkAbsolutePath(path));

function containerFields(runtime: RuntimeName) {
  const image = text((value) => checkImage(runtime, value));
  const ports = z.array(portManifest(runtime)).max(limits.portsPerContainer);
  return fields({
    name: text(checkInnerName),
    image: runtime === 'process' ? image.default('') : image,
    imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional(),
    command: commandLine.default([]),
    args: commandLine.default([]),
    workingDir: text(checkWorkingDir).optional(),
    env: envManifest.default([]),
    envFrom: envFromManifest.default([]),
    ports: unique(unique(ports, { field: 'name', what: 'port name' }), {
      field: 'containerPort',
      what: 'port',
      keyOf: (port) => portKey(port, 'containerPort'),
    }).default([]),
    resources: resourcesManifest.default(noResourcesWritten),
    volumeMounts: volumeMounts.default([]),
    startupProbe: probeManifest('startup').optional(),
    livenessProbe: probeManifest('liveness').optional(),
    readinessProbe: probeManifest('readiness').optional(),
    lifecycle: fields({
      preStop: lifecycleManifest.optional(),
      stopSignal: text(checkSignal).optional(),
    }).default({}),
    tty: z.boolean().default(false),
    stdin: z.boolean().default(false),
    stdinOnce: z.boolean().default(false),
  });
}

const probeNames = ['startupProbe', 'livenessProbe', 'readinessProbe'];

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** What only shows when fields are seen together. `value` is whatever was written. */
function checkContainer(runtime: RuntimeName, value: unknown, report: Report): void {
  if (typeof value !== 'object' || value === null) return;
  const container = value as Record<string, unknown>;
  if (runtime === 'process' && isEmpty(container.command) && isEmpty(container.image)) {
    report(['command'], 'is required for a process without an artifact: the program and its arguments');
  }
  if (runtime === 'process' && container.stdin === true)
    report(
      ['stdin'],
      'is for containers: a process is started without an input; run a command beside it instead',
    );
  if (container.stdinOnce === true && container.stdin !== true) report(['stdinOnce'], 'needs `stdin: true`');
  const ports = Array.isArray(container.ports) ? container.ports.map((port) => textOf(port, 'name')) : [];
  const preStop = (container.lifecycle as { preStop?: unknown } | undefined)?.preStop;
  const asking = [
    ...probeNames.map((name) => [[name], container[name]]),
    [['lifecycle', 'preStop'], preStop],
  ];
  for (const [path, asker] of asking as [PropertyKey[], unknown][]) {
    const port = namedPortOf(asker);
    if (port !== null && !ports.includes(port))
      report(path, `asks for the port \`${port}\`, which \`ports\` does not name`);
  }
}

/** What asks a container or reaches it, which nobody does of one that is over when the program starts. */
const ofRunning = ['ports', ...probeNames, 'lifecycle'];

function refuseOfRunning(value: unknown, report: Report): void {
  if (typeof value !== 'object' || value === null) return;
  for (const field of ofRunning)
    if (!isEmpty(Reflect.get(value, field)))
      report(
        [field],
        'is not for an init container, which has ended before the program starts; leave it out',
      );
}

/** `isInit`: one that runs before the program, to its end. */
export function containerManifest(runtime: RuntimeName, { isInit }: { isInit: boolean }) {
  return always(containerFields(runtime), (value, report) => {
    checkContainer(runtime, value, report);
    if (isInit) refuseOfRunning(value, report);
  }).transform(
    ({ resources, lifecycle, stdin, stdinOnce, envFrom, ...rest }): Container => ({
      ...rest,
      ...resources,
      ...(stdin ? { stdin: stdinOnce ? 'once' : 'open' } : {}),
      ...(envFrom.length > 0 ? { envFrom } : {}),
      imagePullPolicy: rest.imagePullPolicy ?? defaultPullPolicy(runtime, rest.image),
      workingDir: rest.workingDir ?? null,
      startupProbe: rest.startupProbe ?? null,
      livenessProbe: rest.livenessProbe ?? null,
      readinessProbe: rest.readinessProbe ?? null,
      preStop: lifecycle.preStop ?? null,
      stopSignal: lifecycle.stopSignal ?? null,
    }),
  );
}

export function formatContainer(runtime: RuntimeName, container: Container): Record<string, unknown> {
  const { name, image, imagePullPolicy, command, args, workingDir, env, ports, volumeMounts, tty } =
    container;
  const isDefaultPolicy = imagePullPolicy === defaultPullPolicy(runtime, image);
  return withoutEmpty({
    name,
    image: image === '' ? undefined : image,
    imagePullPolicy: isDefaultPolicy ? undefined : imagePullPolicy,
    command,
    args,
    workingDir,
    env: formatEnv(env),
    envFrom: formatEnvFrom(container.envFrom ?? []),
    ports: ports.map((port) => formatPort(runtime, port)),
    resources: formatResources(container),
    volumeMounts: volumeMounts.map(({ readOnly, subPath, ...mount }) =>
      withoutEmpty({ ...mount, subPath, readOnly: readOnly || undefined }),
    ),
    startupProbe: container.startupProbe && formatProbe(container.startupProbe),
    livenessProbe: container.livenessProbe && formatProbe(container.livenessProbe),
    readinessProbe: container.readinessProbe && formatProbe(container.readinessProbe),
    lifecycle: withoutEmpty({
      preStop: container.preStop && formatLifecycle(container.preStop),
      stopSignal: container.stopSignal,
    }),
    tty: tty || undefined,
    stdin: container.stdin === undefined ? undefined : true,
    stdinOnce: container.stdin === 'once' || undefined,
  });
}

function formatPort(runtime: RuntimeName, port: ContainerPort): Record<string, unknown> {
  const isDefaultHostPort = runtime === 'process' && port.hostPort === 0;
  return withoutEmpty({
    name: port.name,
    containerPort: port.containerPort,
    hostPort: isDefaultHostPort ? undefined : port.hostPort,
    protocol: port.protocol === 'TCP' ? undefined : port.protocol,
  });
}

/** Leaves out what a person would not write: undefined, null, empty lists and empty objects. */
export function withoutEmpty(fieldsOf: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fieldsOf).filter(([, value]) => {
      if (value === undefined || value === null) return false;
      return typeof value !== 'object' || Object.keys(value).length > 0;
    }),
  );
}
