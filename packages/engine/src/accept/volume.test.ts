import type { CommandOf, NodeId } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { remove, setImage } from '../testing/commands.ts';
import { aJob, batch, named } from '../testing/jobs.ts';

type Save = CommandOf<'volume.save'>;
const save = (over: Partial<Save> = {}): Save => ({
  type: 'volume.save',
  namespace: 'default',
  name: 'data',
  labels: {},
  annotations: {},
  mode: 'either',
  driver: 'local',
  options: {},
  capacityBytes: 0,
  access: 'oneNode',
  reclaim: 'keep',
  ...over,
});
const drop = (over: Partial<CommandOf<'volume.delete'>> = {}): CommandOf<'volume.delete'> => ({
  type: 'volume.delete',
  namespace: 'default',
  name: 'data',
  force: false,
  data: null,
  ...over,
});

const user = (replicas = 1, over: object = {}) =>
  anApply('web', {
    spec: { replicas, strategy: { type: 'Recreate' } },
    template: {
      containers: [
        aContainer({ volumeMounts: [{ name: 'data', mountPath: '/data', subPath: null, readOnly: false }] }),
      ],
      volumes: [{ name: 'data', source: { type: 'named', volume: 'data' } }],
      ...over,
    },
  });

function twoNodes(attributes: Record<string, string> = {}): { cluster: Cluster; nodes: NodeId[] } {
  const cluster = new Cluster();
  const nodes = ['node-1', 'node-2'].map((name) => cluster.join(aMachine(name, { attributes })));
  return { cluster, nodes };
}

const volumeOf = (cluster: Cluster) => cluster.view.volume('default', 'data')!;
const pendingWhy = (cluster: Cluster) =>
  cluster.liveTasks('web').find(({ state }) => state === 'pending')?.unplaced?.message;

describe('named volumes', () => {
  it('[VO1] [M-F.2 80] the first task decides where the data is, and those of an update follow it', () => {
    const { cluster } = twoNodes();
    cluster.accept(save());
    expect(volumeOf(cluster)).toMatchObject({ state: 'pending', nodeId: null });
    expect(cluster.events('VolumeSaved')).toEqual(['Saved with the driver local.']);
    cluster.accept(user(3));
    cluster.settle();
    const { nodeId, state } = volumeOf(cluster);
    expect(state).toBe('ready');
    expect(new Set(cluster.liveTasks('web').map((task) => task.nodeId))).toEqual(new Set([nodeId]));
    cluster.accept(setImage('web:2'));
    cluster.settle();
    expect(cluster.liveTasks('web').map((task) => task.nodeId)).toEqual([nodeId, nodeId, nodeId]);
  });

  it('[VO1] a task waits for the node that has its data, and says so', () => {
    const { cluster } = twoNodes();
    cluster.accept(save());
    cluster.accept(user());
    cluster.settle();
    cluster.accept({ type: 'node.cordon', node: volumeOf(cluster).nodeId! });
    cluster.accept(setImage('web:2'));
    cluster.settle();
    expect(pendingWhy(cluster)).toContain('1 does not have the volume data, which lies on node-1');
    cluster.accept({ type: 'node.uncordon', node: volumeOf(cluster).nodeId! });
    cluster.settle();
    expect(cluster.liveTasks('web').every(({ ready }) => ready)).toBe(true);
  });

  it('[VO1] a volume that is not there is waited for', () => {
    const { cluster } = twoNodes();
    cluster.accept(user());
    expect(pendingWhy(cluster)).toContain('It waits for the volume data, which does not exist');
    cluster.accept(save());
    expect(cluster.liveTasks('web')[0]?.state).toBe('assigned');
  });

  it('[VO1] a driver that a node lacks is looked for elsewhere', () => {
    const { cluster, nodes } = twoNodes({ storage: 'local' });
    cluster.accept(save({ driver: 'rexray/ebs' }));
    cluster.accept(user(1, { runtime: 'process' }));
    expect(pendingWhy(cluster)).toContain('which only containers can mount');
    expect(nodes).toHaveLength(2);
  });

  it('[VO2] oneTask: the next task waits until the one before has ended', () => {
    const { cluster } = twoNodes();
    cluster.accept(save({ access: 'oneTask' }));
    cluster.accept(user(2));
    cluster.settle();
    const [first] = cluster.liveTasks('web').filter(({ state }) => state === 'running');
    expect(pendingWhy(cluster)).toContain(`has to wait for the volume data, which ${first!.name} has`);
    cluster.accept({ type: 'task.kill', task: first!.id, graceSeconds: null, reason: '' });
    cluster.settleAgents();
    expect(cluster.liveTasks('web').filter(({ nodeId }) => nodeId !== null)).toHaveLength(1);
  });

  it('[VO2] oneTask: an update stops the old task first, whatever the strategy would rather do', () => {
    const { cluster } = twoNodes();
    cluster.accept(save({ access: 'oneTask' }));
    const strategy = { type: 'RollingUpdate' as const, maxSurge: 1, maxUnavailable: 0 };
    const apply = user();
    cluster.accept({ ...apply, spec: { ...apply.spec, strategy } });
    cluster.settle();
    cluster.accept(setImage('web:2'));
    cluster.settle();
    const [task, ...others] = cluster.liveTasks('web');
    expect(others).toEqual([]);
    expect(task).toMatchObject({ revision: 2, ready: true });
  });

  it('[VO3] driver and options stay, and what is mounted is not deleted', () => {
    const { cluster } = twoNodes();
    cluster.accept(save());
    expect(cluster.refusal(save({ driver: 'docker' })).issues[0]?.field).toBe('driver');
    cluster.accept(user());
    cluster.settle();
    expect(cluster.refusal(drop({ force: true })).message).toContain('is mounted by web-');
    expect(cluster.accept(save({ reclaim: 'delete' })).changed).toBe(true);
  });

  it('[VO3] of a job’s tasks too, wherever the data is; and what a job names needs force', () => {
    const { cluster } = twoNodes({ storage: 'local,nfs' });
    cluster.accept(save({ driver: 'nfs', access: 'manyWriters' }));
    const template = user().template;
    cluster.accept(aJob('report', batch({ template, completions: 2, parallelism: 1 })));
    cluster.settle();
    expect(cluster.refusal(drop({ force: true })).message).toContain('is mounted by report-');
    cluster.accept({ type: 'job.suspend', ...named('report') });
    cluster.settle();
    expect(cluster.refusal(drop()).message).toContain('is used by report');
    expect(cluster.accept(drop({ force: true })).changed).toBe(true);
  });

  it('[VO4] keeping the data forgets the volume alone', () => {
    const { cluster } = usedOnce();
    expect(cluster.accept(drop()).message).toBe('Volume data is deleted; its data stays on node-1.');
    expect(cluster.view.count('volumes')).toBe(0);
  });

  it('[VO4] deleting the data takes the word of its node', () => {
    const { cluster, nodeId } = usedOnce();
    cluster.accept(drop({ data: 'delete' }));
    const { id } = volumeOf(cluster);
    expect(volumeOf(cluster)).toMatchObject({ state: 'deleting', nodeId });
    cluster.step({ kind: 'volumeRemoved', nodeId: 'n0-0' as NodeId, volumeId: id, error: null });
    cluster.step({ kind: 'volumeRemoved', nodeId, volumeId: id, error: 'the disk is read-only' });
    expect(volumeOf(cluster).message).toBe('the disk is read-only');
    cluster.step({ kind: 'volumeRemoved', nodeId, volumeId: id, error: null });
    expect(cluster.view.count('volumes')).toBe(0);
  });

  it('[VO5] with its node removed, the data is lost and the tasks say so', () => {
    const { cluster, nodeId } = usedOnce();
    cluster.accept({ type: 'node.remove', node: nodeId });
    expect(volumeOf(cluster).state).toBe('lost');
    cluster.accept(user());
    expect(pendingWhy(cluster)).toContain('Its data was on node-1, which was removed');
  });
});

function usedOnce(): { cluster: Cluster; nodeId: NodeId } {
  const { cluster } = twoNodes();
  cluster.accept(save());
  cluster.accept(user());
  cluster.settle();
  cluster.accept(remove());
  cluster.settle();
  return { cluster, nodeId: volumeOf(cluster).nodeId! };
}
