import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { createOutput } from '../exec-output.ts';
import { type ExecRequest, type ExecSession, RuntimeFault } from '../port.ts';
import { procsFiles } from './cgroup.ts';
import { type ContainerRecord, runtimeIdVariable } from './container-folder.ts';
import { readEnvironment } from './proc.ts';
import { findProgram } from './program.ts';
import { entryCommand } from './shim.ts';

type CommandLine = ReturnType<typeof entryCommand> & { cwd: string };

/**
 * Runs a command beside a container's program: in its working folder and cgroup, with the environment that the program
 * was started with. That is read from the running program, so that no secret has to be kept on disk.
 */
export async function execInContainer(
  {
    record,
    programPid,
    namesFile,
  }: { record: ContainerRecord; programPid: number; namesFile: string | null },
  request: ExecRequest,
): Promise<ExecSession> {
  const environment = await environmentOf(programPid);
  const { workingDir } = record;
  const command = { workingDir, cgroupProcs: procsFiles(record.cgroup), environment, namesFile };
  const argv = resolveCommand(request.command, {
    workingDir: record.workingDir,
    path: environment.PATH ?? '',
  });
  const line = { ...entryCommand({ ...command, argv }), cwd: record.workingDir };
  return request.tty ? execInTerminal(line, request) : execWithPipes(line, request);
}

/**
 * While one program takes the place of another in a process, as a shell's `exec` has it, the kernel shows no environment
 * for a moment. One that writes over its own for good (to tell its state in `ps`) is taken as it is.
 */
async function environmentOf(pid: number): Promise<Record<string, string>> {
  for (let looksLeft = 20; ; looksLeft--) {
    const environment = readEnvironment(pid);
    if (environment === null) throw execFailed('the program has ended, or belongs to another user');
    if (runtimeIdVariable in environment || looksLeft === 0) return environment;
    await delay(5);
  }
}

const execFailed = (sentence: string, cause?: unknown) =>
  new RuntimeFault('ExecFailed', sentence, false, cause);

function resolveCommand([name, ...rest]: string[], place: { workingDir: string; path: string }): string[] {
  if (!name) throw execFailed('name a command to run');
  try {
    return [findProgram(name, place), ...rest];
  } catch (error) {
    throw execFailed((error as Error).message, error);
  }
}

async function execWithPipes(
  { file, args, env, cwd }: CommandLine,
  request: ExecRequest,
): Promise<ExecSession> {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: 'pipe' });
  const output = createOutput();
  child.stdout.on('data', (data: Buffer) => output.emit('stdout', data));
  child.stderr.on('data', (data: Buffer) => output.emit('stderr', data));
  // The command may end before it has read all its input.
  child.stdin.on('error', () => {});
  if (!request.stdin) child.stdin.end();
  const exited = new Promise<number>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
  await once(child, 'spawn').catch((error: Error) => {
    throw execFailed(error.message, error);
  });
  return {
    onOutput: output.onOutput,
    write: (data) => void child.stdin.write(data),
    endInput: () => child.stdin.end(),
    resize: () => {},
    setFlowing(isFlowing) {
      for (const stream of [child.stdout, child.stderr]) isFlowing ? stream.resume() : stream.pause();
    },
    exited,
    kill: () => killGroup(child.pid),
  };
}

/** A pseudo-terminal merges both outputs into one, so all of it is stdout. */
async function execInTerminal(
  { file, args, env, cwd }: CommandLine,
  request: ExecRequest,
): Promise<ExecSession> {
  const pty = await loadPty();
  const size = { cols: request.columns ?? 80, rows: request.rows ?? 24 };
  const terminal = pty.spawn(file, args, { name: 'xterm-256color', cwd, env, encoding: null, ...size });
  const output = createOutput();
  // It takes text only, and a key press may come in two pieces.
  const decoder = new StringDecoder('utf8');
  // With `encoding: null` the data are bytes, whatever the declared type says.
  terminal.onData((data: string | Uint8Array) => output.emit('stdout', Buffer.from(data as Uint8Array)));
  const exited = new Promise<number>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode));
  });
  return {
    onOutput: output.onOutput,
    write: (data) => terminal.write(decoder.write(Buffer.from(data))),
    endInput: () => terminal.write(endOfTransmission),
    resize: (columns, rows) => resize(terminal, columns, rows),
    setFlowing: (isFlowing) => (isFlowing ? terminal.resume() : terminal.pause()),
    exited,
    kill: () => killGroup(terminal.pid),
  };
}

/** A client without a window says that it has 0 columns, and one may say so of a command that has ended: both throw here. */
function resize(
  terminal: { resize(columns: number, rows: number): void },
  columns: number,
  rows: number,
): void {
  if (columns < 1 || rows < 1) return;
  try {
    terminal.resize(columns, rows);
  } catch {
    // It had ended.
  }
}

const endOfTransmission = '\x04';

/** Loaded when first wanted: it is native code, and there is a binary for few platforms. */
async function loadPty() {
  try {
    return await import('@lydell/node-pty');
  } catch (error) {
    throw new RuntimeFault(
      'Unsupported',
      'there are no terminals on this platform; run the command without a terminal',
      false,
      error,
    );
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}
