import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { newClusterId } from '@gantry/toolchain/cluster-id';
import { callProcedure } from './call-procedure.ts';
import { removeLeftovers } from './engine-leftovers.ts';
import { remembered } from './stops.ts';

const repository = resolve(import.meta.dirname, '../../..');

export interface ClusterOptions {
  localAgents?: number;
  /** Path of an engine's socket; null: the agents see no engine. */
  dockerSocket?: string | null;
  environment?: Record<string, string>;
  /** Kept between starts of the same cluster; made, and removed at `stop`, when not given. */
  dataDir?: string;
}

/** A real control plane with real agents on this machine: the process that `npm start` runs, on free ports. */
export interface Cluster {
  readonly url: string;
  /** A link that signs a browser in, once. */
  newSignInUrl(): Promise<string>;
  /** The processes of its agents on this machine, as far as they live. */
  agentPids(): number[];
  readonly token: string;
  readonly dataDir: string;
  /** The control plane's process. */
  readonly pid: number;
  /** Calls a tRPC procedure the way curl would. Throws what the server says is wrong. */
  query<T>(procedure: string, input?: unknown): Promise<T>;
  mutate<T>(procedure: string, input: unknown): Promise<T>;
  /** kill -9 of the control plane alone. */
  crash(): Promise<void>;
  /** Starts the control plane again on the same data and the same port. */
  restart(): Promise<void>;
  /** Stops tasks, agents and control plane, and removes the data folder if it was made here. */
  stop(): Promise<void>;
}

const token = 'cluster-on-this-machine-for-tests';

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const dataDir = options.dataDir ?? (await newDataDir());
  let server = await startServer(dataDir, '0', options);
  const call =
    (method: 'GET' | 'POST') =>
    async <T>(procedure: string, input?: unknown): Promise<T> =>
      callProcedure<T>({ url: server.url, token, method, procedure, input });
  return {
    get url() {
      return server.url;
    },
    async newSignInUrl() {
      const answer = await fetch(`${server.url}/sign-in`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      return server.url + (await answer.text());
    },
    agentPids: () => agentPids(dataDir),
    get pid() {
      return server.process.pid!;
    },
    token,
    dataDir,
    query: call('GET'),
    mutate: call('POST'),
    async crash() {
      await ended(server.process, () => server.process.kill('SIGKILL'));
    },
    async restart() {
      server = await startServer(dataDir, new URL(server.url).port, options);
    },
    stop: remembered(async () => {
      await stopCluster(server, dataDir, options);
      if (options.dataDir !== undefined) return;
      // An engine that went away meanwhile took them along.
      if (options.dockerSocket) await removeLeftovers(options.dockerSocket, dataDir).catch(() => {});
      await rm(dataDir, { recursive: true, force: true });
    }),
  };
}

interface Server {
  process: ChildProcess;
  url: string;
}

/** By their data folders, which nobody else uses. */
function agentPids(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => isAgentIn(pid, dataDir))
    .map(Number);
}

function isAgentIn(pid: string, dataDir: string): boolean {
  try {
    const isAgent = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('apps/agent/');
    return (
      isAgent && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`GANTRY_DATA_DIR=${dataDir}/agents/`)
    );
  } catch {
    // It ended between the listing and the look.
    return false;
  }
}

/** A data folder whose cluster has an id already: ports and addresses of a cluster follow from its id. */
async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gantry-cluster-'));
  await writeFile(join(dataDir, 'cluster-id'), `${newClusterId(process.env)}\n`, { mode: 0o600 });
  return dataDir;
}

function startServer(dataDir: string, port: string, options: ClusterOptions): Promise<Server> {
  const child = spawn(process.execPath, [join(repository, 'apps/server/src/main.ts')], {
    cwd: repository,
    env: { ...environmentOf(dataDir, options), GANTRY_PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolveServer, reject) => {
    let printed = '';
    const onText = (chunk: Buffer) => {
      printed += chunk.toString();
      const signInUrl = /https?:\/\/\S+/.exec(printed)?.[0];
      if (signInUrl && printed.includes('\n', printed.indexOf(signInUrl)))
        resolveServer({ process: child, url: new URL(signInUrl).origin });
    };
    child.stdout.on('data', onText);
    child.stderr.on('data', onText);
    child.once('exit', (code, signal) =>
      reject(new Error(`the control plane ended before it listened (${signal ?? code}):\n${printed}`)),
    );
  });
}

/** The same for start and stop: agents that were given another engine could not stop what runs on this one. */
function environmentOf(
  dataDir: string,
  { localAgents = 3, dockerSocket = null, environment = {} }: ClusterOptions,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GANTRY_DATA_DIR: dataDir,
    GANTRY_TLS_PORT: '0',
    GANTRY_TOKEN: token,
    GANTRY_LOCAL_AGENTS: String(localAgents),
    GANTRY_DOCKER_SOCKET: dockerSocket ?? 'none',
    // The same on every machine, whatever is installed there.
    GANTRY_PROXY: 'embedded',
    ...environment,
  };
}

async function stopCluster(server: Server, dataDir: string, options: ClusterOptions): Promise<void> {
  // As `npm stop` does where a control plane runs; one that is gone is started once more to stop what it left.
  if (server.process.exitCode === null && server.process.signalCode === null)
    await ended(server.process, () => server.process.kill('SIGUSR2'));
  if (server.process.exitCode === 0) return;
  const stop = spawn(process.execPath, [join(repository, 'apps/server/src/stop.ts')], {
    cwd: repository,
    env: environmentOf(dataDir, options),
    stdio: 'ignore',
  });
  await ended(stop, () => {});
}

function ended(child: ChildProcess, act: () => void): Promise<void> {
  return new Promise((done) => {
    child.once('exit', () => done());
    act();
  });
}

/** Asks again until the answer satisfies `holds`; throws with the last answer when `withinMs` are over. */
export async function until<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  { withinMs, what, everyMs = 10 }: { withinMs: number; what: string; everyMs?: number },
): Promise<T> {
  const deadlineAtMs = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > deadlineAtMs)
      throw new Error(
        `${what} did not come about within ${withinMs} ms; last seen: ${JSON.stringify(answer)?.slice(0, 2000)}`,
      );
    await new Promise((next) => setTimeout(next, everyMs));
  }
}
