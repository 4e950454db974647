import type { Act, Command, NodeId, Snapshot, Strategy, TaskRecord } from '@gantry/model';
import fc from 'fast-check';
import { aContainer, aMachine, anApply, gibibyte } from './builders.ts';
import { aReport, Cluster, type ClusterOptions, failed, wishFulfilled } from './cluster.ts';

/** Random lives of a small cluster: what people, agents and time may do to it, as data that can be shrunk. */

const share = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('0%', '25%', '50%', '100%'));

const strategy: fc.Arbitrary<Strategy> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('RollingUpdate' as const),
      maxSurge: share,
      maxUnavailable: share,
    }),
  },
  fc.constant<Strategy>({ type: 'Recreate' }),
  fc.constantFrom<Strategy>(
    { type: 'Capacity', minimumHealthCapacity: 1, maximumOverCapacity: 0.5 },
    { type: 'Capacity', minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
    { type: 'BlueGreen', autoPromotionSeconds: 10, scaleDownDelaySeconds: 5 },
    {
      type: 'Canary',
      steps: [
        { type: 'weight', percent: 20 },
        { type: 'pause', seconds: 5 },
        { type: 'replicas', count: 2 },
      ],
      maxSurge: 1,
      maxUnavailable: 0,
    },
  ),
);

const name = fc.constantFrom('web', 'web', 'db');
const image = fc.constantFrom('web:1', 'web:2', 'web:3');
/** Which of those there are, by a number of any size. */
const pick = fc.nat(7);
const replicas = fc.nat(5);
const kind = <K extends string>(name: K) => fc.constant(name);

const anOp = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind('apply'),
      name,
      image,
      replicas,
      strategy,
      minReadySeconds: fc.constantFrom(0, 0, 5),
      cpuMillis: fc.constantFrom(100, 700),
      hostPort: fc.constantFrom(null, null, 0, 8080),
      replaceAfterSeconds: fc.constantFrom(0, 20),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: kind('setImage'), name, image }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('scale'), name, replicas }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('rollback'),
      name,
      toRevision: fc.option(fc.integer({ min: 1, max: 4 })),
      replicas: fc.option(replicas),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind('pin'),
      name,
      revision: fc.integer({ min: 1, max: 4 }),
      pin: fc.constantFrom('good', 'known', null),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind('ask'),
      name,
      type: fc.constantFrom(
        'deployment.pause' as const,
        'deployment.resume' as const,
        'deployment.restart' as const,
        'deployment.delete' as const,
        'rollout.promote' as const,
        'rollout.abort' as const,
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kind('join'), cpuMillis: fc.constantFrom(1_000, 3_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind('node'),
      pick,
      type: fc.constantFrom(
        'node.cordon' as const,
        'node.uncordon' as const,
        'node.drain' as const,
        'node.remove' as const,
      ),
      force: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('intend'),
      name,
      type: fc.constantFrom('deployment.restart' as const, 'deployment.delete' as const),
      undoSeconds: fc.constantFrom(1, 5, 60),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('withdraw'), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('silence'), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('rejoin'), pick }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: kind('agents'),
      some: fc.integer({ min: 0, max: 255 }),
      doesFail: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('settle') }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('kill'), pick }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('unready'), pick }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('advance'), seconds: fc.constantFrom(1, 5, 20, 60) }) },
);
export type Op = typeof anOp extends fc.Arbitrary<infer T> ? T : never;

export const aLife = (maxLength: number) => fc.array(anOp, { minLength: 4, maxLength, size: 'max' });

/** A small cluster in which a deployment is at its second revision. */
function aBeginning(): Snapshot {
  const cluster = new Cluster();
  join(cluster, 1_000);
  join(cluster, 3_000);
  cluster.accept(anApply('web', { spec: { revisionHistoryLimit: 2 } }));
  cluster.settle();
  live(cluster, { kind: 'setImage', name: 'web', image: 'web:2' });
  cluster.settle();
  return cluster.engine.snapshot();
}

/** Built once: a life is short, and its cluster's beginning is always the same. */
let beginning: Snapshot | null = null;

export function aCluster(options: ClusterOptions = {}): Cluster {
  beginning ??= aBeginning();
  return new Cluster({ ...options, snapshot: beginning });
}

function join(cluster: Cluster, cpuMillis: number): void {
  const resources = { cpuMillis, memoryBytes: 4 * gibibyte, diskBytes: 0, gpus: 0 };
  cluster.join(
    aMachine(`n${cluster.view.count('nodes')}`, { resources, ports: [{ begin: 8080, end: 8083 }] }),
  );
}

function picked<T>(items: Iterable<T>, at: number): T | undefined {
  const list = [...items];
  return list.length === 0 ? undefined : list[at % list.length];
}

const named = (name: string) => ({ namespace: 'default', name });

export function live(cluster: Cluster, op: Op): void {
  switch (op.kind) {
    case 'apply':
      cluster.command(applyOf(op));
      break;
    case 'setImage':
      cluster.command({
        type: 'deployment.setImage',
        ...named(op.name),
        planHash: null,
        container: null,
        image: op.image,
        cause: null,
      });
      break;
    case 'scale':
      cluster.command({ type: 'deployment.scale', ...named(op.name), planHash: null, replicas: op.replicas });
      break;
    case 'rollback':
      cluster.command({
        type: 'deployment.rollback',
        ...named(op.name),
        planHash: null,
        toRevision: op.toRevision,
        replicas: op.replicas,
        cause: null,
      });
      break;
    case 'pin':
      cluster.command({ type: 'revision.pin', ...named(op.name), revision: op.revision, pin: op.pin });
      break;
    case 'ask':
      cluster.command({
        type: op.type,
        ...named(op.name),
        planHash: null,
        cause: null,
        graceSeconds: null,
      } as Command);
      break;
    case 'intend':
      cluster.command({
        type: 'intent.place',
        undoSeconds: op.undoSeconds,
        act: { type: op.type, ...named(op.name), planHash: null, cause: null, graceSeconds: null } as Act,
      });
      break;
    case 'withdraw': {
      const intent = picked([...cluster.view.all('intents')], op.pick);
      if (intent !== undefined) cluster.command({ type: 'intent.withdraw', intent: intent.id });
      break;
    }
    case 'join':
      if (cluster.view.count('nodes') < 4) join(cluster, op.cpuMillis);
      break;
    default:
      liveOnNodes(cluster, op);
  }
}

function liveOnNodes(cluster: Cluster, op: Op): void {
  const node = 'pick' in op ? picked(cluster.view.all('nodes'), op.pick)?.id : undefined;
  if (op.kind === 'agents') act(cluster, op);
  if (op.kind === 'settle') cluster.settle();
  if (op.kind === 'advance') cluster.advance(op.seconds);
  if (op.kind === 'kill') kill(cluster, op.pick);
  if (op.kind === 'unready') makeUnready(cluster, op.pick);
  if (node === undefined) return;
  if (op.kind === 'silence') cluster.silence(node);
  if (op.kind === 'rejoin') rejoin(cluster, node);
  if (op.kind === 'node') {
    cluster.command({
      type: op.type,
      node,
      planHash: null,
      deadlineSeconds: null,
      force: op.force,
    } as Command);
  }
}

function applyOf(op: Extract<Op, { kind: 'apply' }>): Command {
  const { hostPort, cpuMillis } = op;
  const ports =
    hostPort === null ? [] : [{ name: null, containerPort: 80, hostPort, protocol: 'TCP' as const }];
  const requests = { cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 };
  return anApply(op.name, {
    spec: {
      replicas: op.replicas,
      strategy: op.strategy,
      minReadySeconds: op.minReadySeconds,
      unreachable: { replaceAfterSeconds: op.replaceAfterSeconds, expungeAfterSeconds: 60 },
      revisionHistoryLimit: op.replaceAfterSeconds === 0 ? 0 : 2,
    },
    template: { containers: [aContainer({ image: op.image, ports, requests })] },
  });
}

/** The agents see to some of their tasks, by the bits of a number; of the others, one may fail. */
function act(cluster: Cluster, { some, doesFail }: { some: number; doesFail: boolean }): void {
  let index = 0;
  const isSome = () => ((some >> (index++ % 8)) & 1) === 1;
  cluster.settleAgents((task) => {
    if (isSome()) return wishFulfilled(task, cluster.nowMs);
    return doesFail && task.state !== 'lost'
      ? failed(task, cluster.nowMs)
      : aReport(task, { ready: task.ready });
  });
}

function kill(cluster: Cluster, at: number): void {
  const task = picked([...cluster.view.all('tasks')], at);
  if (task !== undefined)
    cluster.command({ type: 'task.kill', task: task.id, graceSeconds: null, reason: '' });
}

/** A probe fails: the task runs, but is not ready. */
function makeUnready(cluster: Cluster, at: number): void {
  const isReady = (task: TaskRecord) => task.ready && task.nodeId !== null;
  const task = picked([...cluster.view.all('tasks')].filter(isReady), at);
  if (task !== undefined) cluster.report(task.nodeId!, aReport(task));
}

/** The agent is back and says what it finds: every task that its node has, as it was. */
export function rejoin(cluster: Cluster, node: NodeId): void {
  const stillThere = ({ state, finishedAtMs }: TaskRecord) => finishedAtMs === null && state !== 'pending';
  const tasks = [...cluster.view.tasksOfNode(node)].filter(stillThere);
  cluster.rejoin(
    node,
    tasks.map((task) => running(task, cluster.nowMs)),
  );
}

function running(task: TaskRecord, nowMs: number) {
  return task.state === 'assigned' ? aReport(task) : wishFulfilled({ ...task, desired: 'running' }, nowMs);
}

/** Faults are over: all nodes are back and take tasks, all agents do as they should, and time goes on. */
export function heal(cluster: Cluster): void {
  for (const { id, cordoned, drain } of [...cluster.view.all('nodes')]) {
    rejoin(cluster, id);
    if (cordoned || drain !== null) cluster.command({ type: 'node.uncordon', node: id });
  }
  for (let round = 0; round < 40; round++) {
    cluster.settle();
    const before = cluster.view.revision;
    cluster.advance(round < 20 ? 30 : 400);
    if (cluster.settleAgents() === 0 && cluster.view.revision === before && round > 20) return;
  }
}
