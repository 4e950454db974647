import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  Agent,
  type AgentLog,
  fileIdentity,
  fileJournal,
  folderVolumes,
  listenForExecutors,
  machineAddress,
  machineAttributes,
  machineBindAddress,
  machineLabels,
  machineResources,
  networkDialer,
  readBootId,
  systemClock,
  tryPort,
  webSocketTransport,
} from '@gantry/agent';
import { relayAttribute } from '@gantry/model';
import {
  createEmbeddedProxy,
  createHaproxy,
  createNodeNetwork,
  endLeftHaproxy,
  fitHaproxy,
  haproxyTraceFile,
  type NodeNetwork,
  type Relay,
  type ServiceProxy,
  startRelay,
} from '@gantry/network';
import {
  createDockerDriver,
  createDockerStorage,
  createFolderStorage,
  createProcessDriver,
  type RuntimeDriver,
  type StorageDriver,
} from '@gantry/runtime';
import type { Config } from './config.ts';
import { tooMuchReserved } from './reserved.ts';

/** Where things are in the data folder. */
export const identityFile = (dataDir: string) => join(dataDir, 'node.json');

/** The agent of this machine as configured. A string: why there can be none. */
export async function makeAgent(
  config: Config,
  log: AgentLog,
  agentVersion: string,
): Promise<Agent | string> {
  const { dataDir, nodeName, serverUrl, ca, hostPathRoots, share, ports, reserved } = config;
  const resources = await machineResources(dataDir, share);
  const fault = tooMuchReserved(reserved, resources);
  if (fault !== null) return fault;
  const address = config.nodeAddress ?? machineAddress(serverUrl.hostname);
  const bindAddress = machineBindAddress(address);
  const relay = await openRelay(bindAddress, config.relayPort);
  const network = createNodeNetwork({ proxy: makeProxy(config), address, bindAddress, relay });
  return new Agent({
    clock: systemClock,
    log,
    transport: webSocketTransport({ serverUrl, ca }),
    identity: fileIdentity(identityFile(dataDir)),
    joinToken: config.joinToken,
    journal: fileJournal(join(dataDir, 'tasks'), log),
    volumes: folderVolumes({
      dataDir,
      secretDir: secretDirOf(dataDir),
      hostPathRoots,
      storage: storageOf(config),
    }),
    dialer: networkDialer,
    isPortFree: tryPort,
    drivers: makeDrivers(config, { publishAddress: bindAddress, network }),
    network,
    executorDoor: await listenForExecutors(join(dataDir, 'executors.json')),
    bootId: await readBootId(),
    node: {
      name: nodeName,
      address,
      resources,
      ports,
      // An older control plane does not know the word.
      ...(reserved.length > 0 ? { reserved } : {}),
      labels: { ...machineLabels(nodeName), ...config.labels },
      attributes: {
        ...machineAttributes(),
        ...('port' in relay ? { [relayAttribute]: String(relay.port) } : {}),
      },
      agentVersion,
    },
  });
}

/** What cannot be listened on costs what is reached by it, and nothing else. */
async function openRelay(host: string, port: number): Promise<Relay | { trouble: string }> {
  try {
    return await startRelay({ host, port });
  } catch (error) {
    const why = (error as Error).message;
    const trouble = `Other machines do not reach containers of this node that publish no port: ${why}. Set GANTRY_RELAY_PORT to a port that is free.`;
    return { trouble };
  }
}

function makeProxy({ proxy, dataDir }: Config): ServiceProxy {
  const traceFile = join(dataDir, haproxyTraceFile);
  const isEmbedded = proxy === 'embedded' || (proxy === 'auto' && fitHaproxy() === null);
  if (!isEmbedded) return createHaproxy(traceFile);
  // Which the agent before this one may have used.
  endLeftHaproxy(traceFile);
  return createEmbeddedProxy();
}

function makeDrivers(
  { dataDir, dockerSocket, nodeName }: Config,
  { publishAddress, network }: { publishAddress: string; network: NodeNetwork },
): RuntimeDriver[] {
  const namesFor = (namespace: string) => network.namesFor(namespace);
  const processes = createProcessDriver({ root: join(dataDir, 'process'), namesFor });
  if (dockerSocket === null) return [processes];
  // Two clusters on one machine may share its engine and both name a node `node-1`: their data folders differ.
  const clusterName = keyOf(dataDir);
  const docker = createDockerDriver({
    ...{ socketPath: dockerSocket, nodeName, clusterName, publishAddress },
    namesFor,
    clusterFor: () => network.cluster(),
  });
  return [docker, processes];
}

/** Folders of this node, and what its container engine has. */
function storageOf({ dataDir, dockerSocket }: Config): StorageDriver[] {
  const folders = createFolderStorage({ root: join(dataDir, 'storage') });
  return dockerSocket === null
    ? [folders]
    : [folders, createDockerStorage({ socketPath: dockerSocket, clusterName: keyOf(dataDir) })];
}

/** Short, and another for each data folder. */
const keyOf = (dataDir: string): string => createHash('sha256').update(dataDir).digest('hex').slice(0, 16);

/** Secret files stay in memory where the machine has such a folder, and never reach a disk. */
function secretDirOf(dataDir: string): string {
  return existsSync('/dev/shm') ? `/dev/shm/gantry-agent-${keyOf(dataDir)}` : dataDir;
}
