import {
  type DeploymentRecord,
  type EventRecord,
  type FrameworkRecord,
  type JobRecord,
  type JobState,
  mapTemplates,
  type NodeRecord,
  parseDeployment,
  parseJob,
  type ReplicaSetRecord,
  type TaskRecord,
  type TaskState,
  type Template,
  type TemplateHash,
  type TemplateRecord,
} from '@gantry/model';

/** Records with every field filled in, for tests that care about a few of them. Ids are plain texts here. */

type Brandless<T> = {
  [K in keyof T]?: T[K] extends string | null ? string | (null extends T[K] ? null : never) : T[K];
};

const fixture = <T>(record: object): T => record as T;

export function nodeRecord(id: string, fields: Brandless<NodeRecord> = {}): NodeRecord {
  return fixture({
    id,
    name: `node-${id}`,
    address: '127.0.0.1',
    resources: { cpuMillis: 4_000, memoryBytes: 8e9, diskBytes: 1e11, gpus: 0 },
    ports: [{ begin: 30_000, end: 30_999 }],
    labels: {},
    attributes: {},
    annotations: {},
    taints: [],
    runtimes: [{ name: 'process', available: true, detail: '1', enforces: [] }],
    agentVersion: '0.1.0',
    status: 'ready',
    statusReason: '',
    cordoned: false,
    drain: null,
    registeredAtMs: 1,
    statusChangedAtMs: 1,
    session: 1,
    ...fields,
  });
}

export function taskRecord(id: string, fields: Brandless<TaskRecord> = {}): TaskRecord {
  return fixture({
    id,
    namespace: 'default',
    name: `web-${id}`,
    frameworkId: 'f1',
    deploymentId: 'd1',
    replicaSetId: 's1',
    jobId: null,
    jobPart: null,
    jobIndex: null,
    nearby: null,
    role: '*',
    templateHash: 'h1',
    revision: 1,
    nodeId: null,
    desired: 'running',
    state: 'pending' satisfies TaskState,
    ready: false,
    readyAtMs: null,
    firstReadyAtMs: null,
    createdAtMs: 1,
    assignedAtMs: null,
    startedAtMs: null,
    finishedAtMs: null,
    notBeforeAtMs: null,
    reason: '',
    message: '',
    replaces: null,
    failuresInARow: 0,
    probeFailures: 0,
    errorLines: 0,
    stopRequestedAtMs: null,
    hostPorts: [],
    address: '',
    containers: [],
    unplaced: null,
    stopGraceSeconds: null,
    labels: {},
    annotations: {},
    frameworkData: '',
    ...fields,
  });
}

/** What `name`, `replicas` and an image come to. */
export function manifestParts(name: string, { replicas = 3, image = 'nginx:1.27' } = {}) {
  const parsed = parseDeployment({
    name,
    replicas,
    template: { containers: [{ name: 'web', image }] },
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

export function templateRecord(hash: string, fields: Partial<Template> = {}): TemplateRecord {
  return fixture({ hash, template: { ...manifestParts('web').template, ...fields } });
}

export function replicaSetRecord(id: string, fields: Brandless<ReplicaSetRecord> = {}): ReplicaSetRecord {
  return fixture({
    ...{ id, deploymentId: 'd1', templateHash: 'h1', name: 'web-1', revision: 1, revisionHistory: [] },
    ...{ replicas: 3, desiredReplicas: 3, maxReplicas: 4, createdAtMs: 1 },
    ...fields,
  });
}

export function deploymentRecord(id: string, fields: Brandless<DeploymentRecord> = {}): DeploymentRecord {
  const { template: _, ...parts } = manifestParts(fields.name ?? 'web');
  return fixture({
    id,
    ...parts,
    templateHash: 'h1',
    revision: 1,
    generation: 1,
    pauseReason: '',
    status: {
      observedGeneration: 1,
      replicas: 0,
      updatedReplicas: 0,
      readyReplicas: 0,
      availableReplicas: 0,
      unavailableReplicas: 0,
      terminatingReplicas: 0,
      conditions: [],
    },
    createdAtMs: 1,
    updatedAtMs: 1,
    deletingAtMs: null,
    quarantine: null,
    ...fields,
  });
}

export function eventRecord(id: string, fields: Brandless<EventRecord> = {}): EventRecord {
  return fixture({
    id,
    type: 'Normal',
    reason: 'Started',
    message: 'It started.',
    objectKind: 'task',
    objectId: 't1',
    objectName: 'web-t1',
    namespace: 'default',
    actor: 'engine',
    count: 1,
    firstAtMs: 1,
    lastAtMs: 1,
    ...fields,
  });
}

/** A job as `plan` of its manifest has it (`{ gang: { ranks: 2, ... } }`), with `h1` for each of its templates. */
export function jobRecord(id: string, plan: object, fields: Brandless<JobRecord> = {}): JobRecord {
  const parsed = parseJob({ name: fields.name ?? `job-${id}`, runtime: 'process', ...plan });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { spec, ...parts } = parsed.value;
  return fixture({
    id,
    ...parts,
    spec: { ...spec, plan: mapTemplates(spec.plan, () => 'h1' as TemplateHash) },
    generation: 1,
    parentId: null,
    state: 'waiting' satisfies JobState,
    reason: '',
    message: '',
    part: 0,
    begun: 0,
    active: 0,
    succeeded: 0,
    failed: 0,
    lastFailure: '',
    lastScheduledAtMs: null,
    nextScheduledAtMs: null,
    scheduledForAtMs: null,
    author: 'ana',
    createdAtMs: 1,
    updatedAtMs: 1,
    startedAtMs: null,
    finishedAtMs: null,
    deletingAtMs: null,
    quarantine: null,
    ...fields,
  });
}

/** Registered from outside, and offered to. */
export const frameworkRecord = (id: string, fields: Brandless<FrameworkRecord> = {}): FrameworkRecord =>
  fixture({
    ...{ id, name: `framework-${id}`, kind: 'mesos', roles: ['*'], principal: '', capabilities: [] },
    ...{ connected: true, active: true, suppressedRoles: [], failoverTimeoutMs: 0, registeredAtMs: 0 },
    ...{ disconnectedAtMs: null, completedAtMs: null, webuiUrl: '', hostname: '', user: '' },
    ...{ offersMade: 0, offersAccepted: 0, offersDeclined: 0, offersRescinded: 0 },
    ...fields,
  });
