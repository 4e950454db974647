import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { createDockerDriver, type DockerDriverOptions } from '../docker/docker-driver.ts';
import { readProcesses } from '../process/proc.ts';
import type { ContractPrograms, RealRuntime, RuntimeHome } from './runtime-home.ts';
import { startAndDie } from './start-and-die.ts';

/** On everything these tests make on an engine. */
export const testLabel = 'gantry.test';

const applets = [
  'sh',
  'sleep',
  'echo',
  'env',
  'cat',
  'dd',
  'grep',
  'kill',
  'printf',
  'seq',
  'setsid',
  'stty',
  'tr',
  'true',
  'false',
];

/** The engine's socket: the tests' own setting, else as the Docker client finds it. */
export function dockerSocketPath(): string {
  const named = process.env.GANTRY_TEST_DOCKER_SOCKET ?? process.env.DOCKER_HOST ?? '/var/run/docker.sock';
  return named.replace(/^unix:\/\//, '');
}

/** null when tests on a real engine can run; else why not. */
export async function whyNoDocker(): Promise<string | null> {
  const socketPath = dockerSocketPath();
  try {
    await new Docker({ socketPath }).ping();
  } catch (error) {
    return `no container engine answers at ${socketPath} (${(error as Error).message})`;
  }
  return findStaticBusybox()
    ? null
    : 'there is no static busybox to make an image of (Debian: busybox-static)';
}

export async function isPodmanEngine(): Promise<boolean> {
  const { Components } = await new Docker({ socketPath: dockerSocketPath() }).version();
  return Components?.some(({ Name }) => Name.startsWith('Podman')) ?? false;
}

/** A dynamically linked program names its loader in its headers, at the front of the file. */
export function findStaticBusybox(): string | null {
  const isStatic = (file: string) => !readFileSync(file).subarray(0, 4096).includes('/ld-');
  return ['/bin/busybox', '/usr/bin/busybox'].find((file) => existsSync(file) && isStatic(file)) ?? null;
}

/** Makes an image of busybox alone by the engine's import. Returns its reference. */
export async function makeBusyboxImage(docker: Docker): Promise<string> {
  const tar = pack();
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, readFileSync(findStaticBusybox()!));
  for (const applet of applets) tar.entry({ name: `bin/${applet}`, type: 'symlink', linkname: 'busybox' });
  tar.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
  tar.finalize();
  // Podman takes no tag here, and puts what has no registry under localhost.
  const repo = `localhost/gantry-test/busybox-${randomUUID()}`;
  // `changes` is a query parameter; the engine writes the labels into the image.
  const options = { repo, tag: 'latest', changes: `LABEL ${testLabel}=1` };
  const stream = await docker.importImage(tar as unknown as NodeJS.ReadableStream, options);
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve(null))),
  );
  return `${repo}:latest`;
}

/** A node of its own on the engine: nobody else's containers are seen or touched. */
export async function makeDockerHome(): Promise<RuntimeHome> {
  const docker = new Docker({ socketPath: dockerSocketPath() });
  const image = await makeBusyboxImage(docker);
  const options = {
    socketPath: dockerSocketPath(),
    nodeName: `test-${randomUUID()}`,
    clusterName: 'test',
    logLimitBytes: 64 * 1024,
    pidsLimit: 512,
  } satisfies DockerDriverOptions;
  return {
    open: () => createDockerDriver(options),
    programs: programsOf(image),
    real: realDocker(docker, image, options, await isPodmanEngine()),
    remove: () => removeNode(docker, image, options.nodeName),
  };
}

const runs = (image: string, script: string) => ({ image, command: ['/bin/sh', '-c', script] });

function programsOf(image: string): ContractPrograms {
  return {
    serves: runs(image, 'trap "exit 0" TERM; echo ready; sleep 1000 & wait'),
    stubborn: runs(image, 'trap "" TERM; echo ready; while :; do sleep 0.1; done'),
    exits: (code) => runs(image, `echo out; echo err >&2; exit ${code}`),
    writes: (lines) => runs(image, `for i in $(seq ${lines}); do echo line $i; done; sleep 1000`),
  };
}

function realDocker(
  docker: Docker,
  image: string,
  options: DockerDriverOptions,
  isPodman: boolean,
): RealRuntime {
  return {
    runs: (script) => runs(image, script),
    tellsOutOfMemory: !isPodman,
    logLimitBytes: options.logLimitBytes!,
    pidsLimit: options.pidsLimit!,
    killFromOutside: (runtimeId) => docker.getContainer(runtimeId).kill({ signal: 'SIGKILL' }),
    startAndDie: (request) =>
      startAndDie({ factory: 'createDockerDriver', options: { ...options }, request }),
    countProcesses: async (runtimeId) =>
      readProcesses().filter(({ pid }) => isInContainer(pid, runtimeId)).length,
    async readLimits(runtimeId) {
      const { State } = await docker.getContainer(runtimeId).inspect();
      return readKernelLimits(State.Pid);
    },
  };
}

/** By its cgroup, whose path names the container. Podman keeps a monitor of its own in a group beside it. */
function isInContainer(pid: number, runtimeId: string): boolean {
  try {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8').replaceAll(`conmon-${runtimeId}`, '');
    return groups.includes(runtimeId);
  } catch {
    return false;
  }
}

/** From the cgroups of the container's process, which are on this machine. */
function readKernelLimits(pid: number) {
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(':'));
  const read = (controller: string, files: string[]): number[] => {
    const path = groups.find(([, names]) => names!.split(',').includes(controller))?.[2];
    const folder =
      path === undefined ? join('/sys/fs/cgroup', groups[0]![2]!) : join('/sys/fs/cgroup', controller, path);
    const file = files.map((name) => join(folder, name)).find((name) => existsSync(name));
    return file ? readFileSync(file, 'utf8').trim().split(' ').map(Number) : [];
  };
  const [quota, period = 100_000] = read('cpu', ['cpu.cfs_quota_us', 'cpu.max']);
  return {
    cpuMillis: quota === undefined ? null : (1000 * quota) / period,
    memoryBytes: read('memory', ['memory.limit_in_bytes', 'memory.max'])[0] ?? null,
    pids: read('pids', ['pids.max'])[0] ?? null,
  };
}

async function removeNode(docker: Docker, image: string, nodeName: string): Promise<void> {
  const left = await docker.listContainers({ all: true, filters: { label: [`gantry.node=${nodeName}`] } });
  await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
  await docker.getImage(image).remove({ force: true });
}
