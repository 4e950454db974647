import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { buildHelloImage, findBusybox } from '@gantry/examples/hello-image';
import Docker from 'dockerode';
import { stringify } from 'yaml';
import type { KubectlMinor } from './kubectl.ts';
import { lookAtEngine, lookAtProcesses, type RunningLook } from './running-count.ts';
import { openScene, type Scene } from './scene.ts';

export const socketPath =
  process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? '/var/run/docker.sock';
const docker = new Docker({ socketPath });

/** Whether containers can be tested on this machine. */
export const hasEngine = (): Promise<boolean> =>
  docker.ping().then(
    () => !('missing' in findBusybox()),
    () => false,
  );

/** A cluster of two nodes, a kubectl, and two versions of a program that one of the runtimes can run. */
export interface Stage {
  scene: Scene;
  minor: KubectlMinor;
  runtime: 'docker' | 'process';
  /** Both are called `wordpress`, so that a person types the same on either runtime. */
  images: { old: string; new: string };
  /** What follows on the command line that creates a deployment: the program, where an image says none. */
  program: string[];
  /** The folder inside a container that files may be put into, as a prefix of paths. */
  inside: string;
  /** Of this machine; gone at the end. */
  folder: string;
  running: RunningLook;
  kubectl(...args: string[]): Promise<string>;
  /** What it says of a command that has to fail. */
  refused(...args: string[]): Promise<string>;
  /** Of a deployment of one replica that runs a line of shell. */
  manifest(name: string, line: string, more?: { spec?: object; pod?: object; container?: object }): string;
  dispose(): Promise<void>;
}

/** How a runtime is brought what the stage shows. */
interface Props {
  images: Stage['images'];
  program: string[];
  inside: string;
  running(dataDir: string): RunningLook;
  remove(): Promise<void>;
}

export async function openStage(runtime: Stage['runtime'], minor: KubectlMinor): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-kubectl-stage-'));
  const props = runtime === 'docker' ? await containerProps() : await processProps(folder);
  const scene = await openScene(minor, {
    localAgents: 2,
    ...(runtime === 'docker' ? { dockerSocket: socketPath } : {}),
  });
  await until(
    () => scene.kubectl.try(['get', 'nodes', '-o', 'name']),
    ({ stdout }) => stdout.trim().split('\n').length === 2,
    { withinMs: 20_000, what: 'two nodes' },
  );
  return {
    ...{ scene, minor, runtime, folder },
    ...{ images: props.images, program: props.program, inside: props.inside },
    running: props.running(scene.cluster.dataDir),
    kubectl: (...args) => scene.kubectl.run(args),
    async refused(...args) {
      const { code, stderr, stdout } = await scene.kubectl.try(args);
      if (code === 0) throw new Error(`kubectl ${args.join(' ')} was not refused:\n${stdout}`);
      return stderr;
    },
    manifest: (name, line, more = {}) =>
      stringify(deployment(runtime, props.images.old, { name, line, ...more })),
    async dispose() {
      await scene.dispose();
      await props.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Only the path differs from what is on Docker Hub: nobody else's image of that name is touched. */
async function containerProps(): Promise<Props> {
  const repository = `localhost/gantry-test/${randomUUID()}/wordpress`;
  const images = { old: `${repository}:4.5-apache`, new: `${repository}:4.8-apache` };
  await buildHelloImage(1, { socketPath, image: images.old });
  await buildHelloImage(2, { socketPath, image: images.new });
  return {
    images,
    program: [],
    inside: '/tmp/',
    running: () =>
      lookAtEngine(docker, { deployment: 'wordpress-deployment', images: Object.values(images) }),
    async remove() {
      for (const image of Object.values(images)) await docker.getImage(image).remove({ force: true });
    },
  };
}

async function processProps(folder: string): Promise<Props> {
  const images = { old: join(folder, 'wordpress:4.5-apache'), new: join(folder, 'wordpress:4.8-apache') };
  await cp(helloImages.process[1], images.old, { recursive: true });
  await cp(helloImages.process[2], images.new, { recursive: true });
  return {
    images,
    program: ['--port=0', '--', 'node', '--v8-pool-size=0', 'server.cjs'],
    inside: '',
    running: (dataDir) => lookAtProcesses(dataDir, Object.values(images)),
    remove: async () => {},
  };
}

function deployment(
  runtime: Stage['runtime'],
  image: string,
  {
    name,
    line,
    spec,
    pod,
    container,
  }: { name: string; line: string; spec?: object; pod?: object; container?: object },
) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      ...spec,
      template: {
        metadata: { labels: { app: name } },
        spec: {
          ...(runtime === 'process' ? { runtimeClassName: 'process' } : {}),
          // These lines of shell do not listen to a signal: waiting for them would show nothing.
          terminationGracePeriodSeconds: 0,
          containers: [{ name: 'main', image, command: ['sh', '-c', line], ...container }],
          ...pod,
        },
      },
    },
  };
}
