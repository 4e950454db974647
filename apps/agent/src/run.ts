import { mkdirSync, readFileSync } from 'node:fs';
import { fileIdentity } from '@gantry/agent';
import pino from 'pino';
import { readConfig } from './config.ts';
import { lockDataFolder } from './data-lock.ts';
import { identityFile, makeAgent } from './make-agent.ts';

/** Exit code for a setting that is wrong: starting it again does not help. */
const badSettings = 2;

function giveUp(...problems: string[]): never {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(badSettings);
}

const read = readConfig(process.argv.slice(2));
if (!read.ok) giveUp(...read.problems);
const { config } = read;

mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
const lock = lockDataFolder(config.dataDir);
if (!lock.ok) {
  giveUp(
    `Another agent, process ${lock.holder}, uses ${config.dataDir}. Give this one its own by GANTRY_DATA_DIR.`,
  );
}
if (config.joinToken === null && (await fileIdentity(identityFile(config.dataDir)).load()) === null) {
  lock.unlock();
  giveUp(
    'GANTRY_JOIN_TOKEN must be set: this node has not joined yet. `Add a node` in the dashboard shows one.',
  );
}

const log = pino({ level: config.logLevel, base: { node: config.nodeName, pid: process.pid } });
const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
const agent = await makeAgent(config, log, version);
if (typeof agent === 'string') {
  lock.unlock();
  giveUp(agent);
}

// The tasks run on: the next agent finds them.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    log.info({ signal }, 'Stopping; the tasks run on');
    await agent.stop();
    lock.unlock();
    process.exit(0);
  });
}

const { joinToken: _secret, ca: _ca, serverUrl, ...shown } = config;
log.info({ version, server: serverUrl.origin, ...shown }, 'Started the agent');
await agent.start();
