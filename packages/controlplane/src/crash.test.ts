import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Command, type CommandId, hasEnded } from '@gantry/model';
import { openSqliteStore } from '@gantry/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyWeb, saveNamespace, scaleWeb } from './testing/builders.ts';
import { ObedientAgent, PersistentClient } from './testing/crash-client.ts';

const commands = 120;
const inFlight = 8;
const serverFile = fileURLToPath(new URL('./testing/crash-server.ts', import.meta.url));

interface Server {
  process: ChildProcess;
  /** null when it died before it led. */
  port: Promise<number | null>;
  exited: Promise<unknown>;
  /** How many commands it may answer before it is killed from outside. */
  killAfterAnswers: number;
}

let folder: string;
let servers: Server[];
let started: number;
let testEnds: AbortController;
let client: PersistentClient;
let agent: ObedientAgent;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-crash-'));
  servers = [];
  started = 0;
  testEnds = new AbortController();
  client = new PersistentClient(testEnds.signal);
  agent = new ObedientAgent();
});
afterEach(async () => {
  testEnds.abort();
  agent.close();
  await Promise.all(servers.map(kill));
  rmSync(folder, { recursive: true, force: true });
});

async function kill(server: Server): Promise<void> {
  servers = servers.filter((other) => other !== server);
  server.process.kill('SIGKILL');
  await server.exited;
}

/** Every other one dies by itself right after an append; the others are to be killed wherever they are. */
function startServer(): Server {
  started += 1;
  const diesAlone = started % 2 === 0;
  const dieAfterAppends = diesAlone ? 3 + (started % 4) : 0;
  const child = spawn(process.execPath, [serverFile, folder, String(dieAfterAppends)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const port = lines.next().then((line) => (line.done ? null : Number(line.value)));
  const killAfterAnswers = diesAlone ? Number.POSITIVE_INFINITY : 1 + ((started * 11) % 16);
  const server = { process: child, port, exited: once(child, 'exit'), killAfterAnswers };
  servers.push(server);
  return server;
}

const commandId = (index: number) => `c-${index}` as CommandId;

/** Replicas come and go; what else is written goes on beside it. */
function commandOf(index: number): Command {
  if (index === 0) return applyWeb(3);
  return index % 10 === 0 ? scaleWeb(index % 17) : saveNamespace(`n-${index}`);
}

/** Keeps a server leading, one after the other, until all is answered. Says how many died. */
async function superviseUntil(done: Promise<unknown>, answers: () => number): Promise<number> {
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  let deaths = 0;
  startServer();
  while (!isDone) {
    // One stands by, started ahead: the time to start Node is most of the time here.
    startServer();
    const leader = await Promise.race(servers.map((server) => server.port.then(() => server)));
    await serve(leader, done, answers);
    await kill(leader);
    client.port = null;
    agent.close();
    deaths += 1;
  }
  return deaths;
}

/** Only in the gap that it was told to die in. */
async function diedByItself(server: Server): Promise<void> {
  await server.exited;
  if (server.process.signalCode !== 'SIGKILL') throw new Error('A server failed; what it said is above.');
}

/** Lets everybody talk to the leader until it dies, is to be killed, or nothing is left to do. */
async function serve(leader: Server, done: Promise<unknown>, answers: () => number): Promise<void> {
  client.port = await leader.port;
  if (client.port === null) return diedByItself(leader);
  const enough = answers() + leader.killAfterAnswers;
  const isEnough = client.when(() => answers() >= enough);
  await Promise.race([leader.exited, agent.connect(client.port).catch(() => {})]);
  await Promise.race([leader.exited, isEnough, done]);
  if (leader.process.exitCode !== null) throw new Error('A server failed; what it said is above.');
}

test('a control plane killed at any moment loses nothing acknowledged, and tells agents the same again', async () => {
  let next = 0;
  const submitSome = async () => {
    while (next < commands) {
      const index = next++;
      await client.submit(commandId(index), commandOf(index));
    }
  };
  const submitted = client.submit(commandId(0), commandOf(next++)).then(() => {
    return Promise.all(Array.from({ length: inFlight }, submitSome));
  });
  const deaths = await superviseUntil(submitted, () => client.replies.size);
  expect(deaths).toBeGreaterThan(8);
  expect(client.replies.size).toBe(commands);
  expect(agent.contradictions).toEqual([]);
  await Promise.all(servers.map(kill));
  await checkStore();
}, 300_000);

/** Every answer is the one that was kept, and the log adds up to the state. */
async function checkStore(): Promise<void> {
  const store = openSqliteStore({ folder });
  await store.lead(new AbortController().signal);
  const { tables, revision } = await store.load();
  const kept = new Map(tables.accepted.map(({ id, reply }) => [id, reply]));
  for (const [id, reply] of client.replies) expect(reply).toEqual({ ok: true, value: kept.get(id) });
  const history = await store.history(0, Number.MAX_SAFE_INTEGER);
  expect(history.map((commit) => commit.revision)).toEqual(
    Array.from({ length: revision }, (_, at) => at + 1),
  );
  expect(await store.at(revision)).toEqual({ tables, revision, atMs: history.at(-1)?.atMs });
  const live = tables.tasks.filter(({ state }) => !hasEnded(state)).map(({ id }) => id);
  expect(live.filter((id) => !agent.assignments.has(id))).toEqual([]);
  await store.close();
}
