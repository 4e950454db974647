import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const source = join(import.meta.dirname, '..');

export const testToken = 'a-token-that-is-long-enough';

/** The process of `npm start`, without install and build. */
export interface ServerProcess {
  url: string;
  /** Everything that it has printed. */
  printed(): string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

function environment(dataDir: string, more: Record<string, string>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GANTRY_DATA_DIR: dataDir,
    GANTRY_PORT: '0',
    GANTRY_TLS_PORT: '0',
    GANTRY_TOKEN: testToken,
    GANTRY_LOCAL_AGENTS: '0',
    GANTRY_DOCKER_SOCKET: 'none',
    ...more,
  };
}

/** Resolves when it has printed its link; rejects, with what it printed, when it ends before. */
export async function startProcess(
  dataDir: string,
  more: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(source, 'main.ts')], { env: environment(dataDir, more) });
  let printed = '';
  const ended = once(child, 'exit');
  const link = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/\S+(?=\n)/.exec(printed)?.[0];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`It ended: ${printed}`)));
  });
  return { url: new URL(await link).origin, printed: () => printed, kill: (signal) => end(child, signal) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Runs one of the scripts beside `main.ts` to its end: `stop`, `link`, or `main` with what it cannot start with. */
export async function runScript(
  name: string,
  dataDir: string,
  more: Record<string, string> = {},
): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, [join(source, `${name}.ts`)], { env: environment(dataDir, more) });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, text };
}
