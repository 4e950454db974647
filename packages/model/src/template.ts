import { z } from 'zod';
import { resourceField } from './resource-field.ts';
import { resources } from './resources.ts';

/**
 * The normalised template: every default filled in, quantities as integers with their unit in the name.
 * `parseDeployment` (deployment-manifest.ts) makes it from what a person writes. Field names are Kubernetes's where
 * Kubernetes has the thing.
 */
export const runtimeNames = ['docker', 'process', 'simulated'] as const;
export const runtimeName = z.enum(runtimeNames);
export type RuntimeName = z.infer<typeof runtimeName>;

export const probeHandler = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('http'),
    path: z.string(),
    /** A container port number, or the name of one. */
    port: z.union([z.int(), z.string()]),
    scheme: z.enum(['HTTP', 'HTTPS']),
    host: z.string().nullable(),
    headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
  z.strictObject({
    type: z.literal('tcp'),
    port: z.union([z.int(), z.string()]),
    host: z.string().nullable(),
  }),
  z.strictObject({ type: z.literal('exec'), command: z.array(z.string()) }),
  /** The standard health service of gRPC; its name '' asks for the program as a whole. */
  z.strictObject({
    type: z.literal('grpc'),
    port: z.union([z.int(), z.string()]),
    service: z.string(),
  }),
]);
export type ProbeHandler = z.infer<typeof probeHandler>;

export const probe = z.strictObject({
  handler: probeHandler,
  initialDelaySeconds: z.number(),
  periodSeconds: z.number(),
  timeoutSeconds: z.number(),
  successThreshold: z.int(),
  failureThreshold: z.int(),
  terminationGracePeriodSeconds: z.number().nullable(),
});
export type Probe = z.infer<typeof probe>;

/** Where one environment variable's value comes from. Secret and config values never appear in a template. */
export const envValue = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('literal'), value: z.string() }),
  z.strictObject({ type: z.literal('field'), path: z.string() }),
  z.strictObject({
    type: z.literal('resource'),
    /** Of the same template; null: the one that the variable is of. */
    container: z.string().nullable(),
    resource: resourceField,
    /** In cores or bytes, as a quantity: `1m`, `1Mi`. */
    divisor: z.string(),
  }),
  z.strictObject({ type: z.literal('config'), name: z.string(), key: z.string(), optional: z.boolean() }),
  z.strictObject({ type: z.literal('secret'), name: z.string(), key: z.string(), optional: z.boolean() }),
]);
export type EnvValue = z.infer<typeof envValue>;

/** A config or secret whose keys are variables, each under its own name behind the prefix. */
export const envSource = z.strictObject({
  type: z.enum(['config', 'secret']),
  name: z.string(),
  prefix: z.string(),
  optional: z.boolean(),
});
export type EnvSource = z.infer<typeof envSource>;

export const containerPort = z.strictObject({
  name: z.string().nullable(),
  /**
   * The port the program listens on. For a process, and for a container on the host's network, 0 means "the one Gantry
   * gives it" (in `PORT`, `PORT_<NAME>`).
   */
  containerPort: z.int(),
  /** null: not published. 0: any free host port of the node. Otherwise that host port and no other. */
  hostPort: z.int().nullable(),
  protocol: z.enum(['TCP', 'UDP']),
});
export type ContainerPort = z.infer<typeof containerPort>;

export const lifecycleHandler = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('exec'), command: z.array(z.string()) }),
  z.strictObject({ type: z.literal('http'), path: z.string(), port: z.union([z.int(), z.string()]) }),
  z.strictObject({ type: z.literal('sleep'), seconds: z.number() }),
]);

export const container = z.strictObject({
  name: z.string(),
  /** Docker: an image reference. Process: an artifact (file, folder or tarball by path or URL, `#sha256=`), or ''. */
  image: z.string(),
  imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
  command: z.array(z.string()),
  args: z.array(z.string()),
  workingDir: z.string().nullable(),
  env: z.array(z.strictObject({ name: z.string(), value: envValue })),
  ports: z.array(containerPort),
  requests: resources,
  /** null: not limited. */
  limits: z.strictObject({ cpuMillis: z.int().nullable(), memoryBytes: z.int().nullable() }),
  volumeMounts: z.array(
    z.strictObject({
      name: z.string(),
      mountPath: z.string(),
      subPath: z.string().nullable(),
      /** Instead of it, with `$(NAME)` for the container's variables. Left out: none. */
      subPathExpr: z.string().optional(),
      readOnly: z.boolean(),
    }),
  ),
  startupProbe: probe.nullable(),
  livenessProbe: probe.nullable(),
  readinessProbe: probe.nullable(),
  preStop: lifecycleHandler.nullable(),
  stopSignal: z.string().nullable(),
  tty: z.boolean(),
  /**
   * Whether its program has an input that clients attach to: `once` ends with the first of them, `open` stays. Left out:
   * none, as of all templates from before there was one.
   */
  stdin: z.enum(['once', 'open']).optional(),
  /** All keys of configs and secrets as variables, the later over the earlier; `env` is over them. Left out: none. */
  envFrom: z.array(envSource).optional(),
});
export type Container = z.infer<typeof container>;

export const volumeSource = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('empty') }),
  z.strictObject({ type: z.literal('hostPath'), path: z.string() }),
  z.strictObject({ type: z.literal('named'), volume: z.string() }),
  z.strictObject({
    type: z.literal('config'),
    name: z.string(),
    items: z.array(z.strictObject({ key: z.string(), path: z.string() })),
  }),
  z.strictObject({
    type: z.literal('secret'),
    name: z.string(),
    items: z.array(z.strictObject({ key: z.string(), path: z.string() })),
  }),
  z.strictObject({
    type: z.literal('plugin'),
    driver: z.string(),
    volume: z.string(),
    options: z.record(z.string(), z.string()),
  }),
]);

/** How replicas may be placed. Kubernetes's nodeSelector is `is`; the rest are Marathon's seven operators. */
export const constraintOperators = [
  'is',
  'unlike',
  'like',
  'unique',
  'cluster',
  'groupBy',
  'maxPer',
  'in',
  'notIn',
  'exists',
  'doesNotExist',
] as const;
export const constraint = z.strictObject({
  /** A node label or attribute, or `hostname`. */
  field: z.string(),
  operator: z.enum(constraintOperators),
  values: z.array(z.string()),
});
export type Constraint = z.infer<typeof constraint>;

export const toleration = z.strictObject({
  key: z.string(),
  operator: z.enum(['Equal', 'Exists']),
  value: z.string(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute', '']),
  tolerationSeconds: z.number().nullable(),
});

export type Toleration = z.infer<typeof toleration>;

/** A network of the container engine, made with its driver when it is not there. */
export const chosenNetwork = z.strictObject({
  name: z.string(),
  driver: z.string(),
  options: z.record(z.string(), z.string()),
  /** `10.20.0.0/24`; null: the driver chooses one. */
  subnet: z.string().nullable(),
  gateway: z.string().nullable(),
});
export type ChosenNetwork = z.infer<typeof chosenNetwork>;

export const template = z.strictObject({
  runtime: runtimeName,
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /**
   * Run before the containers, one after another, each to its end with code 0; names are unique over both lists. Left
   * out: none.
   */
  initContainers: z.array(container).optional(),
  containers: z.array(container),
  nodeSelector: z.record(z.string(), z.string()),
  constraints: z.array(constraint),
  tolerations: z.array(toleration),
  priority: z.int(),
  terminationGracePeriodSeconds: z.number(),
  volumes: z.array(z.strictObject({ name: z.string(), source: volumeSource })),
  hostNetwork: z.boolean(),
  /** Absent: the network of its namespace. Absent rather than null, as templates from before it keep their hash. */
  network: chosenNetwork.optional(),
  /** Not part of what runs; names the moment of a forced restart (`restart` command), as kubectl's annotation does. */
  restartedAt: z.string().nullable(),
});
export type Template = z.infer<typeof template>;
