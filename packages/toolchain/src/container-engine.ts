import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addBridge, removeBridge } from './bridge.ts';

/** A container engine for the tests: the one that answers, or one of their own, started by hand and stopped again. */
export interface ContainerEngine {
  socketPath: string;
  stop(): Promise<void>;
}

export function answers(socketPath: string): Promise<boolean> {
  if (!existsSync(socketPath)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.on('error', () => resolve(false));
    ping.on('timeout', () => ping.destroy(new Error('no answer')));
    ping.end();
  });
}

/** The first engine that answers: the one asked for, DOCKER_HOST's, Docker's usual place, Podman's. */
export async function findEngine(environment: NodeJS.ProcessEnv): Promise<string | null> {
  const host = environment.DOCKER_HOST?.startsWith('unix://')
    ? environment.DOCKER_HOST.slice('unix://'.length)
    : null;
  const places = [
    environment.GANTRY_TEST_DOCKER_SOCKET,
    host,
    '/var/run/docker.sock',
    '/run/podman/podman.sock',
  ];
  for (const place of places) if (place && (await answers(place))) return place;
  return null;
}

export const dockerd = '/usr/sbin/dockerd';

/**
 * Starts dockerd with everything it writes in one folder, and on a bridge of its own: an engine that shares another's
 * bridge gives out addresses that the other's containers hold already. Throws with the end of its log when it does not
 * come up.
 */
export async function startEngine(): Promise<ContainerEngine> {
  const bridge = addBridge();
  const folder = mkdtempSync(join(tmpdir(), 'gantry-engine-'));
  const socketPath = join(folder, 'docker.sock');
  const logFile = join(folder, 'log');
  const log = openSync(logFile, 'a');
  const child = spawn(dockerd, engineArguments(folder, { socketPath, bridge }), {
    stdio: ['ignore', log, log],
  });
  writeFileSync(join(folder, 'engine.pid'), String(child.pid ?? ''));
  const stop = async () => {
    await stopEngine(child);
    removeBridge(bridge);
    removeFolder(folder);
  };
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    if (await answers(socketPath)) return { socketPath, stop };
    await delay(100);
  }
  const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join('\n');
  await stop();
  throw new Error(`dockerd did not start: ${words}`);
}

function engineArguments(
  folder: string,
  { socketPath, bridge }: { socketPath: string; bridge: string },
): string[] {
  const at = (name: string) => join(folder, name);
  return [
    ['--data-root', at('data')],
    ['--exec-root', at('exec')],
    ['--pidfile', at('docker.pid')],
    ['--host', `unix://${socketPath}`],
    ['--bridge', bridge],
    ['--log-level', 'warn'],
  ].flat();
}

/** dockerd stops its containers first, which may take them ten seconds. */
async function stopEngine(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await gone;
  clearTimeout(patience);
}

/** A mount that a container left behind would make the removal fail, and with it a run whose tests all passed. */
function removeFolder(folder: string): void {
  const mountPoints = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${folder}/`));
  for (const place of mountPoints.reverse()) spawnSync('umount', ['--lazy', place]);
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    console.error(`${folder} could not be removed: ${error instanceof Error ? error.message : error}`);
  }
}
