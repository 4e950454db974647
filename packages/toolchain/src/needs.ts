import { existsSync } from 'node:fs';
import { type ContainerEngine, dockerd, findEngine, startEngine } from './container-engine.ts';
import { installPackages, whyNotInstall } from './debian.ts';

/** What some tests need of the machine beside Node. What cannot be had is named, and its tests say that they skip. */
interface Need {
  what: string;
  /** Any of these files is enough. */
  files: string[];
  packages: string[];
}

const needs: Need[] = [
  { what: 'Chromium', files: ['/usr/bin/chromium', '/usr/bin/chromium-browser'], packages: ['chromium'] },
  { what: 'a static busybox', files: ['/bin/busybox'], packages: ['busybox-static'] },
  { what: 'HAProxy', files: ['/usr/sbin/haproxy'], packages: ['haproxy'] },
  {
    what: 'mpiexec and mpicc',
    files: ['/usr/bin/mpicc'],
    packages: ['mpich', 'libmpich-dev', 'gcc', 'libc6-dev'],
  },
  { what: 'etcd', files: ['/usr/bin/etcd', '/usr/local/bin/etcd'], packages: ['etcd-server'] },
];
const engineNeed: Need = { what: 'a container engine', files: [dockerd], packages: ['docker.io'] };
const bridgeNeed: Need = {
  what: 'the ip command',
  files: ['/usr/sbin/ip', '/usr/bin/ip'],
  packages: ['iproute2'],
};

export interface Provided {
  /** For the tests, over this process's own environment. */
  environment: Record<string, string>;
  /** A sentence for each thing that is not there. */
  missing: string[];
  stop(): Promise<void>;
}

const isThere = (need: Need) => need.files.some((file) => existsSync(file));

/** Finds or installs everything, and starts a container engine if none answers. `stop` ends what was started. */
export async function provideNeeds(environment: NodeJS.ProcessEnv): Promise<Provided> {
  const answering = await findEngine(environment);
  const all = answering ? needs : [...needs, engineNeed, bridgeNeed];
  const absent = all.filter((need) => !isThere(need));
  const whyNot = whyNotInstall(environment);
  if (absent.length > 0 && !whyNot) installPackages(absent.flatMap((need) => need.packages));
  const missing = all
    .filter((need) => !isThere(need))
    .map(
      ({ what, packages }) =>
        `${what} is missing (${whyNot ?? `apt-get could not install ${packages.join(' ')}`})`,
    );
  const engine = answering ? { socketPath: answering, stop: async () => {} } : await tryEngine(missing);
  return {
    environment: engine ? { GANTRY_TEST_DOCKER_SOCKET: engine.socketPath } : {},
    missing,
    stop: async () => engine?.stop(),
  };
}

async function tryEngine(missing: string[]): Promise<ContainerEngine | null> {
  if (!isThere(engineNeed) || !isThere(bridgeNeed)) return null;
  if (process.getuid?.() !== 0) {
    missing.push('a container engine is missing (none answers, and only root can start one)');
    return null;
  }
  try {
    return await startEngine();
  } catch (error) {
    missing.push(`a container engine is missing (${error instanceof Error ? error.message : String(error)})`);
    return null;
  }
}
