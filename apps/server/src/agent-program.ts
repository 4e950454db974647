import { join, resolve } from 'node:path';
import type { Log } from '@gantry/controlplane';
import type { Config } from './config.ts';
import { LocalAgents } from './local-agents.ts';
import type { Server } from './server.ts';

const agentMain = resolve(import.meta.dirname, '../../agent/src/main.ts');

/** Ports for tasks on this machine: below those that the system itself hands out, a block for each cluster. */
const firstPort = 10_000;
const blocks = 20;
const portsPerBlock = 1_000;

/** What an agent, and the programs that it runs, may see of the environment that the control plane was started in. */
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'TZ',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'GANTRY_DOCKER_SOCKET',
  'GANTRY_HOST_PATH_ROOTS',
  'GANTRY_PROXY',
  'GANTRY_RESERVED',
  'GANTRY_LOG_LEVEL',
];

/** The agents of this machine: each with its share of the machine, its own ports and its own folder. */
export function localAgentsOf(config: Config, server: Pick<Server, 'data' | 'url'>, log: Log): LocalAgents {
  const { clusterId, path } = server.data;
  const count = config.localAgents;
  return new LocalAgents({
    folder: join(path, 'agents'),
    names: Array.from({ length: count }, (_, index) => `node-${index + 1}`),
    programOf: ({ name, folder, index }) => {
      const { begin, end } = portsOf({ clusterId, index, count });
      const environment = {
        ...inherited(process.env),
        GANTRY_SERVER: server.url,
        GANTRY_JOIN_TOKEN_FILE: join(path, 'join-token'),
        GANTRY_NODE_NAME: name,
        GANTRY_DATA_DIR: folder,
        GANTRY_SHARE: `1/${count}`,
        GANTRY_PORT_RANGE: `${begin}-${end}`,
        NODE_COMPILE_CACHE: join(path, 'compile-cache'),
      };
      return { file: process.execPath, args: [agentMain], environment };
    },
    log,
  });
}

/** The host ports of one of several agents on one machine: no two agents of a cluster share any. */
export function portsOf(agent: { clusterId: string; index: number; count: number }): {
  begin: number;
  end: number;
} {
  const block = Number.parseInt(agent.clusterId.slice(0, 6), 16) % blocks;
  const share = Math.floor(portsPerBlock / agent.count);
  const begin = firstPort + block * portsPerBlock + agent.index * share;
  return { begin, end: begin + share - 1 };
}

function inherited(variables: NodeJS.ProcessEnv): Record<string, string> {
  const found = passedOn.map((name) => [name, variables[name]] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
