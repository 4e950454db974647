import { z } from 'zod';
import { executorMessage, taskUpdate } from './executor.ts';
import { frameworkId, nodeId, serviceId, taskId, templateHash } from './id.ts';
import { checkRole } from './name.ts';
import { containerStatus, runtimeInfo, taskState } from './records.ts';
import { portRange, resources } from './resources.ts';
import { ingressRule, serviceKind, servicePort } from './service.ts';
import { runtimeName, template } from './template.ts';

/**
 * What travels between an agent and the control plane, as JSON text frames on one WebSocket at `/agent`.
 * The agent connects out, authenticates in its first message, and is answered `welcome` or `refused`.
 */

/** What the agent last saw of one task. The newest per task is enough; older ones may be dropped. */
export const taskReport = z.strictObject({
  taskId,
  state: taskState,
  ready: z.boolean(),
  reason: z.string(),
  message: z.string(),
  startedAtMs: z.number().nullable(),
  finishedAtMs: z.number().nullable(),
  address: z.string(),
  containers: z.array(containerStatus),
  /** Left out: the task has none. */
  initContainers: z.array(containerStatus).optional(),
  /** How many probe failures and error lines it has seen on this task. */
  probeFailures: z.int(),
  errorLines: z.int(),
  /** Of a task that an executor carries: what its framework is to hear next; null: nothing. Left out: it is no such task. */
  update: taskUpdate.nullable().optional(),
});
export type TaskReport = z.infer<typeof taskReport>;

/** `*` is everybody, so nothing can be kept for it. */
const role = z.string().refine((text) => text !== '*' && checkRole(text) === null, 'is no role of its own');

export const nodeDescription = z.strictObject({
  name: z.string(),
  address: z.string(),
  resources,
  ports: z.array(portRange),
  labels: z.record(z.string(), z.string()),
  attributes: z.record(z.string(), z.string()),
  runtimes: z.array(runtimeInfo),
  agentVersion: z.string(),
  /** What the machine's owner keeps for roles and those below them. Left out, as by older agents: nothing. */
  reserved: z.array(z.strictObject({ role, resources })).max(100).optional(),
});
export type NodeDescription = z.infer<typeof nodeDescription>;

const address = z.strictObject({ host: z.string(), port: z.int() });

/** The attribute of a node with the port of its relay, by which other nodes reach its containers that publish none. */
export const relayAttribute = 'service-relay';

/** The attribute of a node that says, in sentences, what of the services does not work there. */
export const serviceTroublesAttribute = 'service-troubles';

/** The attribute that lists, joined by commas, the ports of a node's ranges that programs of others have: no task gets them. */
export const takenPortsAttribute = 'taken-ports';

/** A ready task of a service, and where each of the service's ports answers there; null: it has no such port. */
export const serviceEndpoint = z.strictObject({
  taskId,
  taskName: z.string(),
  nodeId,
  targets: z.array(z.strictObject({ local: address, remote: address.nullable() }).nullable()),
  /** Where its node brings other nodes to what has no `remote`; null: nowhere. */
  relay: address.nullable(),
});
export type ServiceEndpoint = z.infer<typeof serviceEndpoint>;

/** What a node must know of a service to bring traffic to it. */
export const serviceRoute = z.strictObject({
  id: serviceId,
  namespace: z.string(),
  name: z.string(),
  kind: serviceKind,
  clusterAddress: z.string(),
  ports: z.array(servicePort),
  ingress: z.array(ingressRule),
  affinitySeconds: z.number().nullable(),
  drainSeconds: z.number(),
  endpoints: z.array(serviceEndpoint),
  /** What its rules' secrets hold, as PEM, as far as they are there. Secret. Left out: none. */
  certificates: z
    .array(z.strictObject({ secret: z.string(), certificate: z.string(), key: z.string() }))
    .optional(),
});
export type ServiceRoute = z.infer<typeof serviceRoute>;

/** What is the same for all services of the cluster. */
export const serviceNetwork = z.strictObject({
  /** Names the cluster: two of them may share a machine and its container engine. */
  cluster: z.string(),
  /** Where the services' addresses are from, and which of them is each node's name server. */
  range: z.string(),
  nameServer: z.string(),
  ingressPort: z.int(),
  /** Where they answer over TLS. Left out, as by older control planes: nowhere. */
  ingressTlsPort: z.int().optional(),
  /** By which the nodes know each other's relays. Secret; another for each cluster. */
  relayKey: z.string(),
});
export type ServiceNetwork = z.infer<typeof serviceNetwork>;

/** A named volume as its node is told of it: what its storage driver needs to find it. */
export const storedVolume = z.strictObject({
  id: z.string(),
  /** On the node: unique, and safe as a file name. */
  name: z.string(),
  driver: z.string(),
  options: z.record(z.string(), z.string()),
});
export type StoredVolume = z.infer<typeof storedVolume>;

/** A task the node should make so. */
export const assignment = z.strictObject({
  taskId,
  name: z.string(),
  namespace: z.string(),
  /** Deployment name, or framework's; for labels and the environment. */
  owner: z.string(),
  revision: z.int(),
  desired: z.enum(['running', 'stopped']),
  notBeforeAtMs: z.number().nullable(),
  stopGraceSeconds: z.number().nullable(),
  templateHash,
  hostPorts: z.array(z.int()),
  /** Resolved by the control plane at send time; secrets travel here only and are never stored by the agent. */
  environment: z.record(z.string(), z.string()),
  /** A health gate asks for it: following a log costs something, so no other task's is followed. */
  countErrorLines: z.boolean(),
  files: z.array(z.strictObject({ volume: z.string(), path: z.string(), contentBase64: z.string() })),
  /** Of the template's named volumes, by the template's name for each. */
  volumes: z.record(z.string(), storedVolume),
  /** Why it cannot be given what it needs: it is refused with this sentence. null: it has all. */
  trouble: z.string().nullable(),
  /** It is an executor of its framework's own: what it is to know of itself (JSON). Left out: it is none. */
  executor: z.strictObject({ id: z.string(), frameworkId, frameworkData: z.string() }).optional(),
  /** An executor carries it: what that is told of the task (JSON), and which update was acknowledged last. */
  carried: z
    .strictObject({ carrier: taskId, frameworkData: z.string(), acknowledged: z.string().nullable() })
    .optional(),
});
export type Assignment = z.infer<typeof assignment>;

export const taskUsage = z.strictObject({ taskId, cpuMillis: z.number(), memoryBytes: z.number() });
export type TaskUsage = z.infer<typeof taskUsage>;

export const agentMessage = z.discriminatedUnion('type', [
  /** First. `joinToken` once, then the node's own key. `tasks`: everything the agent finds on its node. */
  z.strictObject({
    type: z.literal('hello'),
    nodeId: nodeId.nullable(),
    credential: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('join'), token: z.string() }),
      z.strictObject({ kind: z.literal('key'), key: z.string() }),
    ]),
    node: nodeDescription,
    tasks: z.array(taskReport),
  }),
  /** Acknowledged by `ack` when durable; sent again until then. */
  z.strictObject({ type: z.literal('report'), sequence: z.int(), tasks: z.array(taskReport) }),
  z.strictObject({
    type: z.literal('heartbeat'),
    usage: z.array(taskUsage),
    cpuMillisUsed: z.number(),
    memoryBytesUsed: z.number(),
  }),
  /**
   * Every service is as the message of this revision said: nothing new goes from this node to a task that left, and what
   * was under way is over, or its drain time is.
   */
  z.strictObject({ type: z.literal('services-applied'), revision: z.int() }),
  /** The data of a volume is deleted as it was asked for; `error`: why it is not. */
  z.strictObject({ type: z.literal('volume-removed'), id: z.string(), error: z.string().nullable() }),
  executorMessage,
  /** Runtimes or attributes changed (an engine came or went). */
  z.strictObject({ type: z.literal('describe'), node: nodeDescription }),
  /** Parts of an answer to a `request`: any number of data, then one end. */
  z.strictObject({
    type: z.literal('stream-data'),
    requestId: z.string(),
    channel: z.enum(['stdout', 'stderr', 'data']),
    dataBase64: z.string(),
    atMs: z.number().nullable(),
  }),
  z.strictObject({
    type: z.literal('stream-end'),
    requestId: z.string(),
    exitCode: z.int().nullable(),
    error: z.string().nullable(),
  }),
]);
export type AgentMessage = z.infer<typeof agentMessage>;

export const agentRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('logs'),
    taskId,
    container: z.string().nullable(),
    follow: z.boolean(),
    tailLines: z.int().nullable(),
    sinceMs: z.number().nullable(),
    timestamps: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('exec'),
    taskId,
    container: z.string().nullable(),
    command: z.array(z.string()),
    tty: z.boolean(),
    stdin: z.boolean(),
    columns: z.int().nullable(),
    rows: z.int().nullable(),
  }),
  z.strictObject({ kind: z.literal('attach'), taskId, container: z.string().nullable(), stdin: z.boolean() }),
  z.strictObject({ kind: z.literal('port-forward'), taskId, port: z.int() }),
  /** What its probes answered last: `probedContainers` as JSON. */
  z.strictObject({ kind: z.literal('probes'), taskId }),
]);
export type AgentRequest = z.infer<typeof agentRequest>;

/** What a container runs, as far as it matters for whether that is to be had. */
const sought = z.strictObject({
  image: z.string(),
  imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
});

/** Whether what containers run is to be had on the node. `asksFar`: registries and servers are asked, too. */
export const imageRequest = z.strictObject({
  kind: z.literal('images'),
  runtime: runtimeName,
  sought: z.array(sought),
  asksFar: z.boolean(),
});
export type ImageRequest = z.infer<typeof imageRequest>;
export type SoughtImage = ImageRequest['sought'][number];

/** The answer for each of them, in their order: JSON in the `data` of the request's stream. */
export const imageLook = z.strictObject({
  /**
   * `here`: nothing has to be fetched. `far`: it is where it is fetched from. `elsewhere`: not here, and nobody was asked.
   * `gone`: neither here nor there. `unknown`: that could not be told.
   */
  found: z.enum(['here', 'far', 'elsewhere', 'gone', 'unknown']),
  /** Of what is here, as the runtime resolves it; '' of what has none, as a folder. */
  imageId: z.string(),
  /** Of what is gone or not known, why: a clause of its own. */
  message: z.string(),
});
export type ImageLook = z.infer<typeof imageLook>;
export const imageLooks = z.array(imageLook);

export const controlMessage = z.discriminatedUnion('type', [
  /**
   * `key` only in answer to a join. `assignments` in full: of every task of the node that has a record, those that have
   * ended as `stopped`; what else is found on the node is nobody's, and goes. Templates each once, by hash.
   */
  z.strictObject({
    type: z.literal('welcome'),
    nodeId,
    key: z.string().nullable(),
    leaseMs: z.number(),
    heartbeatMs: z.number(),
    revision: z.int(),
    assignments: z.array(assignment),
    templates: z.record(templateHash, template),
  }),
  /** Delete these volumes with their data, and say of each what came of it. */
  z.strictObject({ type: z.literal('remove-volumes'), volumes: z.array(storedVolume) }),
  z.strictObject({ type: z.literal('refused'), code: z.string(), message: z.string() }),
  /**
   * A delta by revision. A task in `forget` has ended and its record is gone, so nobody can ask for its logs any more:
   * what is left of it may be removed. Templates that no earlier frame brought for a task that is still assigned.
   */
  z.strictObject({
    type: z.literal('assign'),
    revision: z.int(),
    assignments: z.array(assignment),
    forget: z.array(taskId),
    templates: z.record(templateHash, template),
  }),
  /** Services that are new or differ, and those that are gone. `network` once after each welcome; then it is everything. */
  z.strictObject({
    type: z.literal('services'),
    revision: z.int(),
    network: serviceNetwork.nullable(),
    services: z.array(serviceRoute),
    gone: z.array(serviceId),
  }),
  z.strictObject({ type: z.literal('ack'), sequence: z.int() }),
  executorMessage,
  z.strictObject({
    type: z.literal('request'),
    requestId: z.string(),
    request: z.union([agentRequest, imageRequest]),
  }),
  z.strictObject({ type: z.literal('stream-input'), requestId: z.string(), dataBase64: z.string() }),
  z.strictObject({
    type: z.literal('stream-resize'),
    requestId: z.string(),
    columns: z.int(),
    rows: z.int(),
  }),
  /** The reader cannot keep up: hold back what is to be read until `paused` is false again. */
  z.strictObject({ type: z.literal('stream-pause'), requestId: z.string(), paused: z.boolean() }),
  /** No more input (`half`), or the reader is gone. */
  z.strictObject({ type: z.literal('stream-close'), requestId: z.string(), half: z.boolean() }),
]);
export type ControlMessage = z.infer<typeof controlMessage>;
