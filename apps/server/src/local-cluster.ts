import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@gantry/controlplane';
import { localAgentsOf } from './agent-program.ts';
import type { Config } from './config.ts';
import type { LocalAgents } from './local-agents.ts';
import { readStandbys, removeRunFile, writeRunFile } from './run-file.ts';
import { type Server, startServer } from './server.ts';
import { stopTasks } from './stop-tasks.ts';

/** A control plane with the agents of its own machine: what `npm start` runs. */
export interface LocalCluster {
  server: Server;
  /** Whether another control plane stands by to take over. */
  isFollowed(): boolean;
  /** Ends the control plane, and its agents where no other one stands by for them. The tasks go on. */
  leave(): Promise<void>;
  /** Stops the tasks first. `left` names those that do not end. */
  end(): Promise<{ stopped: number; left: string[] }>;
}

/** So long the first link is held back for the nodes to be there. */
const joinWithinMs = 15_000;

/**
 * Resolves when it takes requests and its nodes have joined, or had their time to, or `hurry` aborts. Rejects when it
 * aborts while this one stands by.
 */
export async function startLocalCluster(
  config: Config,
  {
    hurry,
    ...hooks
  }: {
    log: Log;
    onFatal: (cause: unknown) => void;
    onStandby?: (url: string) => void;
    hurry: AbortSignal;
  },
): Promise<LocalCluster> {
  const server = await startServer(config, { ...hooks, signal: hurry });
  writeRunFile(config.dataDir, server);
  const agents = localAgentsOf(config, server, hooks.log);
  agents.start();
  await allJoined(server, agents, hurry);
  const isFollowed = () => readStandbys(config.dataDir).length > 0;
  const leave = async () => {
    // Whoever takes over takes over the agents as well.
    const goesOn = isFollowed();
    if (goesOn) await agents.leave();
    await server.stop();
    if (!goesOn) await agents.stop();
    removeRunFile(config.dataDir);
  };
  return {
    server,
    isFollowed,
    leave,
    async end() {
      agents.hurry();
      const ended = await stopTasks(server.plane, config.dataDir, agents.names);
      await leave();
      return ended;
    },
  };
}

async function allJoined({ plane }: Server, agents: LocalAgents, hurry: AbortSignal): Promise<void> {
  const deadlineAtMs = Date.now() + joinWithinMs;
  const isThere = (name: string) => {
    const node = plane.view.nodeByName(name);
    return node !== undefined && plane.isConnected(node.id);
  };
  while (!agents.names.every(isThere) && Date.now() < deadlineAtMs && !hurry.aborted) await sleep(20);
}
