import { chmod, lstat, mkdir, realpath, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Assignment, Container, TaskId, Template } from '@gantry/model';
import type { Mount, TaskPlan } from './container-request.ts';
import { fileNameOf } from './file-name.ts';
import { Refusal } from './trouble.ts';

/** Makes what a task's containers mount. A port: a simulated node has no disk. */
export interface Volumes {
  /** The mounts of each container, in the template's order. Throws a Refusal for what this node does not allow. */
  prepare(plan: TaskPlan): Promise<Mount[][]>;
  /** Forgets the task's own volumes with everything in them. Gone already is fine. */
  remove(taskId: TaskId): Promise<void>;
}

export interface VolumeFolders {
  /** For volumes that live and die with their task. */
  dataDir: string;
  /** For secret files: best in memory, so that they never reach a disk. Made when it is first needed. */
  secretDir: string;
  /** Folders of this node that tasks may mount, with everything below them. */
  hostPathRoots: readonly string[];
}

type Volume = Template['volumes'][number];

export function folderVolumes(folders: VolumeFolders): Volumes {
  const foldersOf = (taskId: TaskId) =>
    [folders.dataDir, folders.secretDir].map((dir) => join(dir, 'volumes', fileNameOf(taskId)));
  return {
    async prepare(plan) {
      const sources = new Map<string, Mount>();
      for (const volume of plan.template.volumes) {
        sources.set(volume.name, await makeVolume(folders, plan, volume));
      }
      return Promise.all(plan.template.containers.map((container) => mountsOf(container, sources)));
    },
    async remove(taskId) {
      for (const folder of foldersOf(taskId)) await rm(folder, { recursive: true, force: true });
      // Memory is not to fill with the empty folders of agents that are gone.
      if (folders.secretDir !== folders.dataDir) await removeEmpty(folders.secretDir);
    },
  };
}

async function makeVolume(folders: VolumeFolders, { assignment }: TaskPlan, volume: Volume): Promise<Mount> {
  const { name, source } = volume;
  const own = (dir: string) => join(dir, 'volumes', fileNameOf(assignment.taskId), fileNameOf(name));
  const mount = (path: string, readOnly: boolean): Mount => ({
    source: path,
    kind: 'path',
    target: '',
    readOnly,
  });
  switch (source.type) {
    case 'empty':
      return mount(await makeFolder(own(folders.dataDir), 0o777), false);
    case 'hostPath':
      return mount(await allowedHostPath(source.path, folders.hostPathRoots), false);
    case 'config':
      return mount(await writeFiles(own(folders.dataDir), assignment, name), true);
    case 'secret':
      await requireOwnFolder(folders.secretDir);
      return mount(await writeFiles(own(folders.secretDir), assignment, name), true);
    case 'named':
      return { source: source.volume, kind: 'volume', target: '', readOnly: false };
    case 'plugin':
      throw unsupported(name, `this node has no volume driver ${source.driver}`);
  }
}

function unsupported(name: string, why: string): Refusal {
  return new Refusal('VolumeRefused', `volume ${name}: ${why}`);
}

async function removeEmpty(folder: string): Promise<void> {
  for (const path of [join(folder, 'volumes'), folder]) await rmdir(path).catch(() => {});
}

/** Where anybody may make folders, one that somebody else made, or a link that he put there, gets no secrets. */
async function requireOwnFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  const isOwn = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  if (!isOwn)
    throw new Refusal('VolumeRefused', `${path} is not the agent's own folder, so no secrets go there`);
}

async function makeFolder(path: string, mode: number): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  // Containers may run as any user; the folders above are closed to everybody else.
  await chmod(path, mode);
  return path;
}

/** The path with all its links resolved, so that what was checked is what is mounted. */
async function allowedHostPath(path: string, roots: readonly string[]): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real === null) throw new Refusal('VolumeRefused', `host path ${path} does not exist on this node`);
  for (const root of roots) {
    const realRoot = await realpath(root).catch(() => null);
    if (realRoot !== null && isWithin(realRoot, real)) return real;
  }
  const hint = 'its operator allows folders by GANTRY_HOST_PATH_ROOTS';
  throw new Refusal(
    'VolumeRefused',
    `host path ${path} is not under a folder that this node allows; ${hint}`,
  );
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function writeFiles(folder: string, assignment: Assignment, volume: string): Promise<string> {
  await makeFolder(folder, 0o755);
  for (const file of assignment.files.filter((candidate) => candidate.volume === volume)) {
    const path = within(folder, file.path, volume);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.from(file.contentBase64, 'base64'), { mode: 0o644 });
  }
  return folder;
}

function within(folder: string, path: string, volume: string): string {
  const resolved = resolve(folder, path);
  if (resolved === folder || !isWithin(folder, resolved)) {
    throw new Refusal('VolumeRefused', `volume ${volume}: ${path} leads out of the volume`);
  }
  return resolved;
}

function mountsOf({ volumeMounts }: Container, sources: Map<string, Mount>): Promise<Mount[]> {
  return Promise.all(
    volumeMounts.map(async ({ name, mountPath, subPath, readOnly }) => {
      const volume = sources.get(name);
      if (!volume) throw new Refusal('VolumeRefused', `no volume is named ${name}`);
      const source = subPath === null ? volume.source : await subFolder(volume, name, subPath);
      return { ...volume, source, target: mountPath, readOnly: readOnly || volume.readOnly };
    }),
  );
}

async function subFolder(volume: Mount, name: string, subPath: string): Promise<string> {
  if (volume.kind === 'volume') throw unsupported(name, 'a named volume can only be mounted whole');
  const path = within(volume.source, subPath, name);
  if (!volume.readOnly) await mkdir(path, { recursive: true });
  // A link inside the volume, made by an earlier container, must not lead out of it.
  const real = await realpath(path).catch(() => null);
  if (real === null) throw unsupported(name, `${subPath} does not exist in it`);
  if (!isWithin(await realpath(volume.source), real)) throw unsupported(name, `${subPath} leads out of it`);
  return real;
}
