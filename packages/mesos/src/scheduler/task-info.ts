import { z } from 'zod';

/** The parts of Mesos's messages about tasks that are read here. Unknown fields are ignored, as protobuf does. */

/** Go's protobuf writes 64-bit numbers as strings. */
export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
export const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** A single value where a list is expected counts as a list of one. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).default([]),
  );

export const id = z.object({ value: z.string() });

/** The message as it came, with what is not read here. */
const whole = { whole: z.record(z.string(), z.unknown()).optional() };
const isMessage = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const withWhole = (value: unknown) => (isMessage(value) ? { ...value, whole: value } : value);
const hasExecutor = (value: unknown) => isMessage(value) && 'executor' in value;
const seconds = z.object({ nanoseconds: number }).transform(({ nanoseconds }) => nanoseconds / 1e9);

export const resource = z.object({
  name: z.string(),
  type: z.string().default('SCALAR'),
  scalar: z.object({ value: number }).optional(),
  ranges: z.object({ range: listOf(z.object({ begin: number, end: number })) }).optional(),
  role: z.string().optional(),
  reservations: listOf(z.object({ role: z.string().optional() })),
  /** A persistent volume, or what it is to be made of. */
  disk: z
    .object({
      persistence: z.object({ id: z.string(), principal: z.string().optional() }).optional(),
      volume: z
        .object({
          container_path: z.string(),
          host_path: z.string().optional(),
          mode: z.enum(['RW', 'RO']).default('RW'),
        })
        .optional(),
      source: z.object({ type: z.string() }).optional(),
    })
    .optional(),
  shared: z.object({}).optional(),
  revocable: z.object({}).optional(),
});
export type Resource = z.infer<typeof resource>;

export const command = z.object({
  value: z.string().optional(),
  shell: boolean.default(true),
  arguments: listOf(z.string()),
  user: z.string().optional(),
  uris: listOf(z.object({ value: z.string() })),
  environment: z
    .object({
      variables: listOf(
        z.object({ name: z.string(), type: z.string().default('VALUE'), value: z.string().optional() }),
      ),
    })
    .default({ variables: [] }),
});
export type CommandInfo = z.infer<typeof command>;

const portMapping = z.object({
  host_port: number,
  container_port: number,
  protocol: z.string().default('tcp'),
});
export const container = z.object({
  type: z.enum(['DOCKER', 'MESOS']),
  docker: z
    .object({
      image: z.string(),
      network: z.enum(['HOST', 'BRIDGE', 'NONE', 'USER']).default('HOST'),
      port_mappings: listOf(portMapping),
      force_pull_image: boolean.default(false),
      privileged: boolean.default(false),
      parameters: listOf(z.object({ key: z.string(), value: z.string() })),
    })
    .optional(),
  mesos: z
    .object({
      image: z.object({ type: z.string(), docker: z.object({ name: z.string() }).optional() }).optional(),
    })
    .optional(),
  volumes: listOf(
    z.object({
      container_path: z.string(),
      host_path: z.string().optional(),
      mode: z.enum(['RW', 'RO']).default('RW'),
    }),
  ),
});

export const healthCheck = z.object({
  type: z.enum(['COMMAND', 'HTTP', 'TCP']).optional(),
  delay_seconds: number.default(15),
  interval_seconds: number.default(10),
  timeout_seconds: number.default(20),
  consecutive_failures: number.default(3),
  grace_period_seconds: number.default(10),
  command: command.optional(),
  http: z
    .object({
      port: number,
      path: z.string().default('/'),
      scheme: z.enum(['http', 'https']).default('http'),
    })
    .optional(),
  tcp: z.object({ port: number }).optional(),
});
export type HealthCheck = z.infer<typeof healthCheck>;

export const killPolicy = z.object({ grace_period: seconds.optional() });

/** A program of the framework's own that carries tasks. */
const executorFields = z.object({
  /** CUSTOM where it is left out. */
  type: z.string().optional(),
  executor_id: id.optional(),
  framework_id: id.optional(),
  command: command.optional(),
  container: container.optional(),
  resources: listOf(resource),
  shutdown_grace_period: seconds.optional(),
  ...whole,
});

export const executorInfo = z.preprocess(withWhole, executorFields);
export type ExecutorInfo = z.infer<typeof executorFields>;

const taskFields = z.object({
  name: z.string().default(''),
  task_id: id,
  agent_id: id.optional(),
  resources: listOf(resource),
  command: command.optional(),
  executor: executorInfo.optional(),
  container: container.optional(),
  health_check: healthCheck.optional(),
  kill_policy: killPolicy.optional(),
  data: z.string().optional(),
  labels: z
    .object({ labels: listOf(z.object({ key: z.string(), value: z.string().default('') })) })
    .optional(),
  ...whole,
});

/** What an executor is to be told of a task is all that its framework wrote; nobody else needs more than is read here. */
export const taskInfo = z.preprocess((value) => (hasExecutor(value) ? withWhole(value) : value), taskFields);
export type TaskInfo = z.infer<typeof taskFields>;
