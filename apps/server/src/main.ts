import { mkdirSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { readConfig } from './config.ts';
import type { LocalCluster } from './local-cluster.ts';

const webDir = resolve(import.meta.dirname, '../../web/dist');

const read = readConfig(process.env, webDir);
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(2);
}
const { config } = read;

// Halves the time to start. In the data folder, which nobody else can write to; so everything else is loaded after it.
mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
enableCompileCache(join(config.dataDir, 'compile-cache'));
const { farewell } = await import('./farewell.ts');
const { startLocalCluster } = await import('./local-cluster.ts');
const { openLog } = await import('./logging.ts');
const { openStoppedNodes } = await import('./stopped-nodes.ts');

const log = openLog(config.dataDir, process.stderr);
const hurry = new AbortController();
const onFatal = () => setImmediate(() => process.exit(1));
const onStandby = (url: string) =>
  console.log(`Gantry stands by, and takes over when the one that runs ends: ${url}`);
const starting = startLocalCluster(config, { log, onFatal, onStandby, hurry: hurry.signal }).catch(
  (cause: unknown) => {
    if (cause instanceof Error && cause.name === 'AbortError') {
      console.log('Gantry stands by no more.');
      process.exit(0);
    }
    log.error({ err: cause }, 'The control plane cannot start');
    process.exit(1);
  },
);

/** A second Ctrl-C does not wait any longer. */
async function stop(end: (running: LocalCluster) => Promise<string>): Promise<void> {
  if (hurry.signal.aborted) process.exit(130);
  hurry.abort();
  console.log(await end(await starting));
  process.exit(0);
}

async function leave(running: LocalCluster): Promise<string> {
  const words = farewell(running.server.plane.view, running);
  await running.leave();
  return words;
}

/** What `npm stop` asks for. */
async function endAll(running: LocalCluster): Promise<string> {
  const { left } = await running.end();
  return left.length === 0
    ? 'Gantry has stopped. No task runs.'
    : `These tasks do not stop: ${left.join(', ')}.`;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(leave));
process.on('SIGUSR2', () => void stop(endAll));
// A bug ends the process, as it should; the log then says which.
process.on('uncaughtExceptionMonitor', (cause) => log.error({ err: cause }, 'The control plane fails'));

const cluster = await starting;
if (!hurry.signal.aborted) {
  await openStoppedNodes(cluster.server.plane, config.dataDir);
  console.log(`Gantry runs. Open ${cluster.server.signInLink()}`);
  flushCompileCache();
}
