import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { Exec } from 'dockerode';
import { createOutput } from '../exec-output.ts';
import { type ExecRequest, type ExecSession, RuntimeFault } from '../port.ts';
import type { Engine } from './engine.ts';
import { frameSplitter } from './exec-frames.ts';

const killedExitCode = 137;

/** Runs a command in a container through the engine. Throws ExecFailed, NotFound or Unavailable. */
export async function execInDocker(
  engine: Engine,
  runtimeId: string,
  request: ExecRequest,
): Promise<ExecSession> {
  const { command, tty, stdin } = request;
  const doing = `could not run ${JSON.stringify(command[0] ?? '')} in the container`;
  const { exec, stream } = await engine.call(doing, 'ExecFailed', async (docker) => {
    const exec = await docker.getContainer(runtimeId).exec({
      Cmd: command,
      Tty: tty,
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
    });
    return { exec, stream: await exec.start({ hijack: true, stdin: true, Tty: tty }) };
  });
  if (tty) await resize(exec, request.columns ?? 80, request.rows ?? 24);
  return sessionOn(stream, {
    tty,
    exitCode: () => exitCodeOf(exec),
    resize: (columns, rows) => void resize(exec, columns, rows),
    kill: () => killProcess(exec, runtimeId),
  });
}

/**
 * The program's own input and output, from now on. The end of the session is not the program's, so it has no exit code.
 * Throws ExecFailed when input is asked for and the container has none.
 */
export async function attachInDocker(
  engine: Engine,
  { runtimeId, tty, hasInput }: { runtimeId: string; tty: boolean; hasInput: boolean },
  { stdin }: { stdin: boolean },
): Promise<ExecSession> {
  if (stdin && !hasInput) {
    const why = 'the program was started without input (stdin: true); use exec to run a command beside it';
    throw new RuntimeFault('ExecFailed', why, false);
  }
  const doing = 'could not attach to the container';
  const { container, stream } = await engine.call(doing, 'ExecFailed', async (docker) => {
    const container = docker.getContainer(runtimeId);
    const streams = { stream: true, hijack: true, stdin, stdout: true, stderr: true };
    return { container, stream: await container.attach(streams) };
  });
  return sessionOn(stream as Duplex, {
    tty,
    exitCode: async () => 0,
    resize: (columns, rows) => void container.resize({ w: columns, h: rows }).catch(() => {}),
    kill: async () => {},
  });
}

/** Podman answers a resize with a status that dockerode takes for an error; a command may also have ended already. */
const resize = (exec: Exec, columns: number, rows: number): Promise<unknown> =>
  exec.resize({ w: columns, h: rows }).catch(() => {});

/** What a session is on, beside its stream. */
interface SessionEnds {
  tty: boolean;
  exitCode(): Promise<number>;
  resize(columns: number, rows: number): void;
  kill(): Promise<void>;
}

function sessionOn(stream: Duplex, { tty, exitCode, resize, kill }: SessionEnds): ExecSession {
  const output = createOutput();
  const split = frameSplitter((channel, data) => output.emit(channel, data));
  stream.on('data', (data: Buffer) => (tty ? output.emit('stdout', data) : split(data)));
  stream.on('error', () => stream.destroy());
  let killed = false;
  const exited = new Promise<number>((resolve) => {
    stream.on('close', async () => resolve(killed ? killedExitCode : await exitCode()));
    // The engine ends its side only; without this the socket stays half open.
    stream.on('end', () => stream.destroy());
  });
  return {
    onOutput: output.onOutput,
    write: (data) => void stream.write(data),
    endInput: () => void stream.end(),
    // A client without a window says that it has 0 columns.
    resize: (columns, rows) => columns > 0 && rows > 0 && resize(columns, rows),
    setFlowing: (isFlowing) => void (isFlowing ? stream.resume() : stream.pause()),
    exited,
    kill() {
      killed = true;
      void kill().finally(() => stream.destroy());
    },
  };
}

async function exitCodeOf(exec: Exec): Promise<number> {
  const { ExitCode } = await exec.inspect().catch(() => ({ ExitCode: null }));
  return ExitCode ?? killedExitCode;
}

/**
 * The engine has no call to end a command. When it runs on this machine the process is killed here, once its cgroup
 * has shown that the pid is one of that container; elsewhere the command ends with the container.
 */
async function killProcess(exec: Exec, runtimeId: string): Promise<void> {
  try {
    const { Pid: pid } = await exec.inspect();
    if (pid > 0 && readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(runtimeId))
      process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, or is not of this machine.
  }
}
