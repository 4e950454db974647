import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@gantry/controlplane';
import { localAgentsOf } from './agent-program.ts';
import { type Config, readConfig } from './config.ts';
import { isAlive, signal } from './process-identity.ts';
import { readRunFile } from './run-file.ts';
import { startServer } from './server.ts';
import { stopTasks } from './stop-tasks.ts';

/**
 * `npm stop`: stops the control plane, if it runs, and everything that it and its local agents run. The deployments
 * stay: `npm start` brings all of it back.
 */
const exitWithinMs = 30_000;

const read = readConfig(
  { ...process.env, GANTRY_HOST: '127.0.0.1', GANTRY_PORT: '0', GANTRY_TLS_PORT: '0' },
  '',
);
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(2);
}

await stopControlPlane(read.config.dataDir);
const names = agentNames(read.config.dataDir);
if (names.length > 0) await stopWhatRuns({ ...read.config, localAgents: names.length });
else console.log('Nothing runs.');
process.exit(0);

async function stopControlPlane(dataDir: string): Promise<void> {
  const running = readRunFile(dataDir);
  if (running === null) return;
  signal(running, 'SIGTERM');
  const deadlineAtMs = Date.now() + exitWithinMs;
  while (isAlive(running)) {
    if (Date.now() > deadlineAtMs)
      throw new Error(`The control plane, process ${running.pid}, does not end.`);
    await sleep(50);
  }
}

/** Once more with its agents, but on no known port: only to stop the tasks. */
async function stopWhatRuns(config: Config): Promise<void> {
  const server = await startServer(config, { log: silentLog, onFatal: (cause) => fail(cause) });
  const agents = localAgentsOf(config, server, silentLog);
  agents.start();
  const { stopped, left } = await stopTasks(server.plane, config.dataDir, names);
  await server.stop();
  await agents.stop();
  if (left.length > 0) fail(`These tasks do not stop: ${left.join(', ')}. Run npm stop again.`);
  console.log(stopped === 1 ? 'Stopped 1 task.' : `Stopped ${stopped} tasks.`);
}

function agentNames(dataDir: string): string[] {
  try {
    return readdirSync(join(dataDir, 'agents'));
  } catch {
    return [];
  }
}

function fail(cause: unknown): never {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exit(1);
}
