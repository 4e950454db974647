import { fields, limits } from '@gantry/model';
import { z } from 'zod';

/**
 * Marathon's application definition with its defaults. What is not honoured here is refused by name, never ignored:
 * `unsupported` fields parse only when they ask for nothing.
 */

const count = (max: number) => z.int().min(0).max(max);
const amount = (max: number) => z.number().min(0).max(max);
const texts = z.array(z.string().max(limits.argumentBytes));
const labels = z.record(z.string(), z.string());
const mebibyte = 1024 ** 2;

/** Parses nothing but what asks for nothing; the sentence says what to do instead. */
function unsupported(because: string, isNothing: (value: unknown) => boolean = () => false) {
  return z
    .unknown()
    .refine((value) => value === undefined || isNothing(value), { error: because })
    .transform(() => undefined)
    .optional();
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const portDefinition = fields({
  port: count(65_535).default(0),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  name: z.string().optional(),
  labels: labels.default({}),
});
export type PortDefinition = z.infer<typeof portDefinition>;

const portMapping = fields({
  containerPort: count(65_535).default(0),
  hostPort: count(65_535).optional(),
  servicePort: count(65_535).default(0),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  name: z.string().optional(),
  labels: labels.default({}),
  networkNames: unsupported('is not needed: an app is on one network', isEmpty),
});
export type PortMapping = z.infer<typeof portMapping>;

const network = fields({
  mode: z.enum(['host', 'container/bridge', 'container'], {
    error: 'must be `host`, `container/bridge`, or `container` with the name of a network',
  }),
  name: z.string().optional(),
  labels: unsupported('is not supported', isEmpty),
});

const later = 'is not supported yet; use a host volume, or a volume of the node by `hostPath`';
const volume = fields({
  containerPath: z.string(),
  hostPath: z.string().optional(),
  mode: z.enum(['RW', 'RO']).default('RW'),
  secret: z.string().optional(),
  persistent: unsupported(later),
  external: unsupported(later),
});

const parameter = 'is not supported: parameters of the container engine are not passed on';
const docker = fields({
  image: z.string().min(1),
  forcePullImage: z.boolean().default(false),
  privileged: unsupported('is not supported: containers never run privileged', (value) => value === false),
  parameters: unsupported(parameter, isEmpty),
  pullConfig: unsupported('is not supported: sign the engines of the nodes in to the registry instead'),
});

const container = fields({
  type: z.enum(['MESOS', 'DOCKER']).default('MESOS'),
  docker: docker.optional(),
  volumes: z.array(volume).max(limits.volumesPerTask).default([]),
  portMappings: z.array(portMapping).max(limits.portsPerContainer).optional(),
  linuxInfo: unsupported('is not supported', isEmpty),
});

const healthProtocols = [
  'HTTP',
  'HTTPS',
  'TCP',
  'COMMAND',
  'MESOS_HTTP',
  'MESOS_HTTPS',
  'MESOS_TCP',
] as const;
const healthCheck = fields({
  protocol: z.enum(healthProtocols).default('HTTP'),
  path: z.string().optional(),
  portIndex: count(limits.portsPerContainer).optional(),
  port: count(65_535).optional(),
  command: fields({ value: z.string().min(1) }).optional(),
  gracePeriodSeconds: amount(limits.probeSeconds).default(300),
  intervalSeconds: z.number().min(0.1).max(limits.probeSeconds).default(60),
  timeoutSeconds: z.number().min(0.1).max(limits.probeSeconds).default(20),
  maxConsecutiveFailures: count(limits.probeThreshold - 1).default(3),
  delaySeconds: amount(limits.probeSeconds).default(15),
  ignoreHttp1xx: unsupported('is not supported: 1xx is no final answer', (value) => value === false),
  ipProtocol: unsupported('must be `IPv4`', (value) => value === 'IPv4'),
});
export type HealthCheck = z.infer<typeof healthCheck>;

const readinessCheck = fields({
  name: z.string().default('readinessCheck'),
  protocol: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  path: z.string().default('/'),
  portName: z.string().default('http-api'),
  intervalSeconds: z.number().min(0.1).max(limits.probeSeconds).default(30),
  timeoutSeconds: z.number().min(0.1).max(limits.probeSeconds).default(10),
  httpStatusCodesForReady: unsupported(
    'must be [200]: a check is passed by any status from 200 to 399',
    (value) => JSON.stringify(value) === '[200]',
  ),
  preserveLastResponse: unsupported('is not supported: responses are not kept', (value) => value === false),
});
export type ReadinessCheck = z.infer<typeof readinessCheck>;

const fetched = fields({
  uri: z.string().min(1),
  extract: unsupported('must be true: a tarball is always unpacked', (value) => value === true),
  executable: z.boolean().default(false),
  cache: z.boolean().default(false),
  destPath: unsupported('is not supported: the artifact is unpacked into the sandbox'),
});

const limitOf = (max: number) => z.union([amount(max), z.literal('unlimited')]);
const memoryMax = limits.memoryBytes / mebibyte;
const cpusMax = limits.cpuMillis / 1000;

/** Each app waits for a node's `*` resources; reservations by role are not there yet. */
const onlyUnreserved = (value: unknown) => JSON.stringify(value) === '["*"]' || isEmpty(value);

/** Written by Marathon, sent back by clients that change an app they have read. */
const outputOnly = z
  .unknown()
  .transform(() => undefined)
  .optional();

export const appSchema = fields({
  id: z.string(),
  cmd: z.string().min(1).max(limits.argumentBytes).optional(),
  args: texts.max(limits.argumentsPerCommand).optional(),
  instances: count(limits.replicas).default(1),
  cpus: amount(cpusMax).default(1),
  mem: amount(memoryMax).default(128),
  disk: amount(limits.diskBytes / mebibyte).default(0),
  gpus: count(limits.gpus).default(0),
  resourceLimits: fields({
    cpus: limitOf(cpusMax).optional(),
    mem: limitOf(memoryMax).optional(),
  }).optional(),
  env: z.record(z.string(), z.union([z.string(), fields({ secret: z.string() })])).default({}),
  secrets: z.record(z.string(), fields({ source: z.string().min(1) })).default({}),
  labels: labels.default({}),
  role: z.string().optional(),
  acceptedResourceRoles: unsupported('must be ["*"]: there are no reservations yet', onlyUnreserved),
  constraints: z.array(z.array(z.string())).max(limits.constraintsPerTemplate).default([]),
  fetch: z.array(fetched).default([]),
  container: container.optional(),
  networks: z.array(network).max(1).optional(),
  portDefinitions: z.array(portDefinition).max(limits.portsPerContainer).optional(),
  requirePorts: z.boolean().default(false),
  healthChecks: z
    .array(healthCheck)
    .max(1, { error: 'must hold one health check at most: a task has one answer to whether it is healthy' })
    .default([]),
  readinessChecks: z.array(readinessCheck).max(1).default([]),
  backoffSeconds: amount(limits.graceSeconds).default(1),
  backoffFactor: z.number().min(1).max(100).default(1.15),
  maxLaunchDelaySeconds: amount(limits.graceSeconds).default(300),
  taskKillGracePeriodSeconds: amount(limits.graceSeconds).optional(),
  dependencies: z.array(z.string()).default([]),
  upgradeStrategy: fields({
    minimumHealthCapacity: z.number().min(0).max(1).default(1),
    maximumOverCapacity: z.number().min(0).max(1).default(1),
  }).default({ minimumHealthCapacity: 1, maximumOverCapacity: 1 }),
  killSelection: z.enum(['YOUNGEST_FIRST', 'OLDEST_FIRST']).default('YOUNGEST_FIRST'),
  unreachableStrategy: z
    .union([
      z.literal('disabled'),
      fields({
        inactiveAfterSeconds: amount(limits.deadlineSeconds).default(0),
        expungeAfterSeconds: amount(limits.deadlineSeconds).default(0),
      }),
    ])
    .default({ inactiveAfterSeconds: 0, expungeAfterSeconds: 0 }),
  tty: fields({ enabled: z.boolean().default(true) }).optional(),
  user: unsupported('is not supported: a task runs as the user of its image, or of the agent'),
  executor: unsupported('must be empty: tasks are run by the agent itself', (value) => value === ''),
  executorResources: unsupported('is not supported: tasks are run by the agent itself'),
  check: unsupported('is not supported; use `healthChecks`, which also act'),
  residency: unsupported('is not supported until there are persistent volumes'),
  ipAddress: unsupported('is not supported; use `networks`', isEmpty),
  version: outputOnly,
  versionInfo: outputOnly,
  tasksStaged: outputOnly,
  tasksRunning: outputOnly,
  tasksHealthy: outputOnly,
  tasksUnhealthy: outputOnly,
  deployments: outputOnly,
  tasks: outputOnly,
  taskStats: outputOnly,
  lastTaskFailure: outputOnly,
  readinessCheckResults: outputOnly,
});

/** An app with every default filled in. */
export type App = z.output<typeof appSchema>;
