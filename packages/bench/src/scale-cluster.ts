import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { callProcedure } from './call-procedure.ts';
import { remembered } from './stops.ts';

/** A control plane of its own process with simulated nodes, whose tasks turn ready and not so many times a second. */
export interface ScaleCluster {
  url: string;
  /** Signs a browser in, once. */
  signInUrl: string;
  /** The administrator's token. */
  token: string;
  /** Calls a tRPC procedure the way curl would. Throws what the server says is wrong. */
  query<T>(procedure: string, input?: unknown): Promise<T>;
  mutate<T>(procedure: string, input: unknown): Promise<T>;
  stop(): Promise<void>;
}

export const scaleToken = 'simulated-cluster-for-benchmarks';

/** Resolves when all tasks are ready and begin to change. */
export function startScaleCluster(of: {
  nodes: number;
  tasks: number;
  changesPerSecond: number;
  /** Among which the tasks are divided; 100 when not given. */
  deployments?: number;
  /** Of `app-1`, some of which failed; 1 when not given. */
  revisions?: number;
}): Promise<ScaleCluster> {
  const program = resolve(import.meta.dirname, 'scale/main.ts');
  const { nodes, tasks, changesPerSecond: changes, deployments = 100, revisions = 1 } = of;
  const numbers = Object.entries({ nodes, tasks, changes, deployments, revisions }).flatMap(
    ([name, number]) => [`--${name}`, String(number)],
  );
  const child = spawn(process.execPath, [program, ...numbers], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = remembered(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return new Promise((ready, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const signInUrl = /https?:\/\/\S+(?=\n)/.exec(printed)?.[0];
      if (signInUrl) ready({ ...callsTo(new URL(signInUrl).origin), signInUrl, token: scaleToken, stop });
    });
    child.once('exit', () => reject(new Error(`The simulated cluster ended:\n${printed}`)));
  });
}

function callsTo(url: string): Pick<ScaleCluster, 'url' | 'query' | 'mutate'> {
  const call =
    (method: 'GET' | 'POST') =>
    <T>(procedure: string, input?: unknown): Promise<T> =>
      callProcedure<T>({ url, token: scaleToken, method, procedure, input });
  return { url, query: call('GET'), mutate: call('POST') };
}
