import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { type ContainerRequest, RuntimeFault } from '../port.ts';
import { runtimeIdVariable } from './container-folder.ts';
import { isInside } from './sandbox-path.ts';

/** What becomes of a request's command, environment and working folder when it runs as a plain process. */

/**
 * PATH is the agent's own with the folder of its Node at the end; HOME is the sandbox. Nothing else is inherited: the
 * agent's environment holds its own secrets.
 */
export function programEnvironment(
  request: ContainerRequest,
  runtimeId: string,
  sandbox: string,
): Record<string, string> {
  return {
    PATH: [process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', dirname(process.execPath)].join(delimiter),
    HOME: sandbox,
    ...Object.fromEntries((request.folderVariables ?? []).map((name) => [name, sandbox])),
    ...request.environment,
    [runtimeIdVariable]: runtimeId,
  };
}

/** Absolute: as it is, a folder of this machine. Relative: in the sandbox, which it may not leave. */
export function resolveWorkingDir(workingDir: string | null, sandbox: string): string {
  const folder = resolve(sandbox, workingDir ?? '.');
  if (workingDir !== null && !isAbsolute(workingDir) && !isInside(sandbox, folder)) {
    throw startFailed(
      `workingDir ${workingDir} leaves the sandbox; write a path inside it, or an absolute one`,
    );
  }
  if (!isFolder(folder)) throw startFailed(`workingDir ${workingDir} is not a folder on this node`);
  return folder;
}

/**
 * command then args; with no command, the artifact itself when it is one file. Throws StartFailed when the program is
 * not there or not executable: a shell would only say it in the log and exit with 127.
 */
export function resolveArgv(
  { container }: ContainerRequest,
  place: { artifactFile: string | null; workingDir: string; path: string },
): string[] {
  const [name, ...rest] = container.command.length > 0 ? container.command : [place.artifactFile ?? ''];
  if (!name)
    throw startFailed('there is nothing to run: name a command, or an artifact that is one executable file');
  return [findProgram(name, place), ...rest, ...container.args];
}

export function findProgram(
  name: string,
  { workingDir, path }: { workingDir: string; path: string },
): string {
  const folders = name.includes('/') ? [workingDir] : path.split(delimiter).filter(Boolean);
  const files = folders.map((folder) => resolve(folder, name)).filter((file) => isPlainFile(file));
  const program = files.find(isExecutable);
  if (program) return program;
  const [file] = files;
  throw startFailed(
    file
      ? `${file} is not executable; run it by its interpreter, or make it executable (chmod +x)`
      : `there is no program ${JSON.stringify(name)} on this node${name.includes('/') ? '' : ' in its PATH'}`,
  );
}

export const startFailed = (sentence: string, cause?: unknown): RuntimeFault =>
  new RuntimeFault('StartFailed', sentence, true, cause);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const isPlainFile = (path: string): boolean => statOrNull(path)?.isFile() ?? false;

/** A path through a file (ENOTDIR) or a folder that may not be read counts as not there. */
function statOrNull(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a volume of the runtime lives on this node. */
export const volumeFolder = (root: string, name: string): string => join(root, 'volumes', name);
