import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { Exec } from 'dockerode';
import { createOutput } from '../exec-output.ts';
import type { ExecRequest, ExecSession } from '../port.ts';
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
  return sessionOf(exec, stream, { tty, runtimeId });
}

/** Podman answers a resize with a status that dockerode takes for an error; a command may also have ended already. */
const resize = (exec: Exec, columns: number, rows: number): Promise<unknown> =>
  exec.resize({ w: columns, h: rows }).catch(() => {});

function sessionOf(
  exec: Exec,
  stream: Duplex,
  { tty, runtimeId }: { tty: boolean; runtimeId: string },
): ExecSession {
  const output = createOutput();
  const split = frameSplitter((channel, data) => output.emit(channel, data));
  stream.on('data', (data: Buffer) => (tty ? output.emit('stdout', data) : split(data)));
  stream.on('error', () => stream.destroy());
  let killed = false;
  const exited = new Promise<number>((resolve) => {
    stream.on('close', async () => resolve(killed ? killedExitCode : await exitCodeOf(exec)));
    // The engine ends its side only; without this the socket stays half open.
    stream.on('end', () => stream.destroy());
  });
  return {
    onOutput: output.onOutput,
    write: (data) => void stream.write(data),
    endInput: () => void stream.end(),
    resize: (columns, rows) => void resize(exec, columns, rows),
    setFlowing: (isFlowing) => void (isFlowing ? stream.resume() : stream.pause()),
    exited,
    kill() {
      killed = true;
      void killProcess(exec, runtimeId).finally(() => stream.destroy());
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
