import { resolve } from 'node:path';
import { localAgentsOf } from './agent-program.ts';
import { readConfig } from './config.ts';
import { farewell } from './farewell.ts';
import type { LocalAgents } from './local-agents.ts';
import { openLog } from './logging.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { type Server, startServer } from './server.ts';
import { uncordonStopped } from './stopped-nodes.ts';

const webDir = resolve(import.meta.dirname, '../../web/dist');

const read = readConfig(process.env, webDir);
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(2);
}
const { config } = read;
const log = openLog(config.dataDir, process.stderr);

const server = await startServer(config, {
  log,
  onFatal: () => setImmediate(() => process.exit(1)),
}).catch((cause: unknown) => {
  log.error({ err: cause }, 'The control plane cannot start');
  process.exit(1);
});
const agents = localAgentsOf(config, server, log);
writeRunFile(config.dataDir, server);
agents.start();
await uncordonStopped(server.plane, config.dataDir);
console.log(`Gantry runs. Open ${server.signInLink()}`);

let isStopping = false;
async function stop(server: Server, agents: LocalAgents): Promise<void> {
  // A second Ctrl-C does not wait any longer.
  if (isStopping) process.exit(130);
  isStopping = true;
  const words = farewell(server.plane.view);
  await server.stop();
  await agents.stop();
  removeRunFile(config.dataDir);
  console.log(words);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(server, agents));
