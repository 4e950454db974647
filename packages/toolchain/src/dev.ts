import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { examples } from '@gantry/examples';
import { root } from './source-tree.ts';

/**
 * `npm run dev`: the cluster of `npm start` with its own data folder, restarted on every change of its code; the
 * dashboard from Vite's server, which reloads by itself; and the examples deployed.
 */
const port = Number(process.env.GANTRY_PORT ?? 4500);
const webPort = Number(process.env.GANTRY_DEV_PORT ?? port + 10);
const server = `http://127.0.0.1:${port}`;
const dataDir = resolve(process.env.GANTRY_DATA_DIR ?? join(root, '.gantry-dev'));
const environment = {
  ...process.env,
  GANTRY_PORT: String(port),
  GANTRY_TLS_PORT: process.env.GANTRY_TLS_PORT ?? String(port + 1),
  GANTRY_DATA_DIR: dataDir,
  GANTRY_URL: server,
  PORT: String(webPort),
};

function start(args: string[], folder: string): ChildProcess {
  return spawn(process.execPath, args, { cwd: join(root, folder), env: environment, stdio: 'inherit' });
}

/** The server makes its token at its first start. */
async function token(): Promise<string> {
  return process.env.GANTRY_TOKEN ?? (await readFile(join(dataDir, 'token'), 'utf8')).trim();
}

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
  return await fetch(`${server}${path}`, { ...init, headers, signal: AbortSignal.timeout(5_000) });
}

/** The server takes a moment, and another after each change: asks until it answers. */
async function whenReady(): Promise<void> {
  for (;;) {
    const isReady = await call('/readyz').then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await delay(200);
  }
}

/** Deploys each example that is not there yet. One that is refused says why and stops nothing. */
async function seed(): Promise<void> {
  for (const { name, manifest } of examples) {
    const body = JSON.stringify({ manifest, mode: 'create' });
    const answer = await call('/trpc/deployments.deploy', { method: 'POST', body });
    if (!answer.ok && answer.status !== 409)
      console.error(`The example ${name} was refused: ${await answer.text()}`);
  }
}

async function printLink(): Promise<void> {
  const answer = await call('/sign-in', { method: 'POST' });
  if (answer.ok)
    console.log(`\nWith hot reload, open http://127.0.0.1:${webPort}${(await answer.text()).trim()}\n`);
}

const children = [
  start(['--watch', '--watch-preserve-output', 'apps/server/src/main.ts'], '.'),
  start(
    ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--strictPort', '--clearScreen', 'false'],
    'apps/web',
  ),
];
const stop = (signal: NodeJS.Signals) => {
  for (const child of children) child.kill(signal);
};
process.on('SIGINT', stop).on('SIGTERM', stop);

const ended = Promise.race(children.map((child) => once(child, 'exit')));
await Promise.race([ended, whenReady().then(seed).then(printLink)]);
await ended;
stop('SIGTERM');
