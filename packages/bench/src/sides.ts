import { helloImages } from '@gantry/examples';
import type Docker from 'dockerode';
import { type Cluster, until } from './cluster.ts';

/** What is measured side by side: each does the same to one group of equal containers in its own way. */
export interface Side {
  /** Stop first, so many at a time. */
  deploy(group: { replicas: number; atOnce: number }): Promise<void>;
  update(): Promise<void>;
  rollback(): Promise<void>;
  scale(replicas: number): Promise<void>;
  /** Resolves when the last act is over for this side as well, so that the next one starts from rest. */
  settled(): Promise<void>;
  /** Resolves when this side knows that the container has ended. */
  sawEnd(containerId: string): Promise<void>;
  remove(): Promise<void>;
  /** Resolves when this side has nothing left of what was removed, so that the name is free again. */
  gone(): Promise<void>;
}

const [before, after] = [helloImages.docker[1], helloImages.docker[2]];
const name = 'bench';

interface DeploymentView {
  spec: { replicas: number };
  status: { replicas: number; readyReplicas: number; updatedReplicas: number };
}

export function gantrySide(cluster: Cluster): Side {
  const get = () => cluster.query<DeploymentView>('deployments.get', { name });
  return {
    deploy: ({ replicas, atOnce }) =>
      cluster.mutate('deployments.deploy', {
        manifest: {
          name,
          replicas,
          runtime: 'docker',
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: atOnce } },
          template: {
            terminationGracePeriodSeconds: 5,
            containers: [
              {
                name: 'hello',
                image: before,
                imagePullPolicy: 'Never',
                resources: { requests: { cpu: '10m', memory: '8Mi' } },
              },
            ],
          },
        },
      }),
    update: () => cluster.mutate('deployments.setImage', { name, image: after }),
    rollback: () => cluster.mutate('deployments.rollback', { name }),
    scale: (replicas) => cluster.mutate('deployments.scale', { name, replicas }),
    async settled() {
      const isSettled = ({ spec, status }: DeploymentView) =>
        status.readyReplicas === spec.replicas &&
        status.updatedReplicas === spec.replicas &&
        status.replicas === spec.replicas;
      await until(get, isSettled, { withinMs: 60_000, what: 'a settled deployment' });
    },
    async sawEnd() {
      const isLess = ({ spec, status }: DeploymentView) => status.readyReplicas < spec.replicas;
      await until(get, isLess, { withinMs: 10_000, what: 'the end of a container', everyMs: 2 });
    },
    remove: () => cluster.mutate('deployments.delete', { name }),
    gone: () => isGone(get),
  };
}

interface SwarmTask {
  Status: { State: string; ContainerStatus?: { ContainerID?: string } };
}

/** @param docker the client of an engine that is the manager of a swarm of one. */
export function swarmSide(docker: Docker): Side {
  const service = docker.getService(name);
  const change = async (image: string | null, replicas: number | null, query: object = {}) => {
    const { Version: version, Spec: spec } = await service.inspect();
    if (image !== null) spec.TaskTemplate.ContainerSpec.Image = image;
    if (replicas !== null) spec.Mode.Replicated.Replicas = replicas;
    await service.update({ _query: { version: version.Index, ...query }, _body: spec });
  };
  const tasks = () => docker.listTasks({ filters: { service: [name] } }) as Promise<SwarmTask[]>;
  return {
    async deploy({ replicas, atOnce }) {
      const config = { Parallelism: atOnce, Delay: 0, Order: 'stop-first' as const };
      await docker.createService({
        Name: name,
        Mode: { Replicated: { Replicas: replicas } },
        UpdateConfig: config,
        RollbackConfig: config,
        TaskTemplate: {
          ContainerSpec: { Image: before },
          // Its default is to wait five seconds.
          RestartPolicy: { Condition: 'any', Delay: 0 },
        },
      });
    },
    update: () => change(after, null),
    rollback: () => change(null, null, { rollback: 'previous' }),
    scale: (replicas) => change(null, replicas),
    async settled() {
      const isSettled = async () => (await service.inspect()).UpdateStatus?.State;
      await until(isSettled, (state) => state === undefined || /completed$/.test(state), {
        withinMs: 120_000,
        what: 'a settled service',
      });
    },
    async sawEnd(containerId) {
      const hasEnded = ({ Status: { State: state, ContainerStatus: container } }: SwarmTask) =>
        container?.ContainerID === containerId && state !== 'running';
      await until(tasks, (all) => all.some(hasEnded), {
        withinMs: 10_000,
        what: 'the end of a container',
        everyMs: 2,
      });
    },
    remove: () => service.remove(),
    gone: () => isGone(() => service.inspect()),
  };
}

async function isGone(get: () => Promise<unknown>): Promise<void> {
  const failed = () =>
    get().then(
      () => false,
      () => true,
    );
  await until(failed, (hasFailed) => hasFailed, { withinMs: 120_000, what: 'the end of the group' });
}
