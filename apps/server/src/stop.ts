import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@gantry/controlplane';
import { type Config, readConfig } from './config.ts';
import { startLocalCluster } from './local-cluster.ts';
import { isAlive, type ProcessIdentity, signal } from './process-identity.ts';
import { readRunFile, readStandbys } from './run-file.ts';
import { readLeft } from './stopped-nodes.ts';

/**
 * `npm stop`: stops the control plane, if it runs, and everything that it and its local agents run. The deployments
 * stay: `npm start` brings all of it back.
 */
const exitWithinMs = 120_000;

const read = readConfig(
  {
    ...process.env,
    GANTRY_HOST: '127.0.0.1',
    GANTRY_PORT: '0',
    GANTRY_TLS_PORT: '0',
    GANTRY_STANDBY_PORT: '',
  },
  '',
);
if (!read.ok) fail(read.problems.join('\n'));
const { config } = read;

// First of all those that would take over from the one that ends.
for (const standby of readStandbys(config.dataDir)) await stopProcess(standby, 'SIGTERM');
const running = readRunFile(config.dataDir);
const agents = agentNames(config.dataDir);
if (running) await stopProcess(running, 'SIGUSR2');
else if (agents.length > 0) await stopLeft({ ...config, localAgents: agents.length });
const left = readLeft(config.dataDir);
if (left.length > 0) fail(`These tasks do not stop: ${left.join(', ')}. Run npm stop again.`);
console.log('Nothing of Gantry runs any more.');
process.exit(0);

async function stopProcess(process: ProcessIdentity, name: 'SIGTERM' | 'SIGUSR2'): Promise<void> {
  signal(process, name);
  const deadlineAtMs = Date.now() + exitWithinMs;
  while (isAlive(process)) {
    if (Date.now() > deadlineAtMs) fail(`The control plane, process ${process.pid}, does not end.`);
    await sleep(50);
  }
}

/** Tasks that go on without a control plane: it is started once more, on no known port, to stop them. */
async function stopLeft(stopped: Config): Promise<void> {
  const cluster = await startLocalCluster(stopped, {
    log: silentLog,
    onFatal: fail,
    hurry: new AbortController().signal,
  });
  await cluster.end();
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
