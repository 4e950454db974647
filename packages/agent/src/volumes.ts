import { chmod, lstat, mkdir, realpath, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import {
  type Assignment,
  allContainers,
  type Container,
  dockerDriver,
  localDriver,
  type StoredVolume,
  type TaskId,
  type Template,
} from '@gantry/model';
import { RuntimeFault, type StorageDriver, type StorageVolume } from '@gantry/runtime';
import { containerEnvironment } from './container-environment.ts';
import type { Mount, TaskPlan } from './container-request.ts';
import { fileNameOf } from './file-name.ts';
import { Refusal } from './trouble.ts';
import { expandVariables, unknownVariable } from './variables.ts';

/** Makes what a task's containers mount. A port: a simulated node has no disk. */
export interface Volumes {
  /** The mounts of each container, those that run before the program first. Throws a Refusal for what this node does not allow. */
  prepare(plan: TaskPlan): Promise<Mount[][]>;
  /** The storage drivers whose volumes this node can mount now. */
  storageDrivers(): Promise<string[]>;
  /** Deletes a volume that outlived its tasks, with its data. Throws RuntimeFault. */
  removeVolume(volume: StoredVolume): Promise<void>;
  /** Forgets the files that hold secrets: the task has ended, and nobody is to read them any more. */
  removeSecrets(taskId: TaskId): Promise<void>;
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
  /** For volumes that outlive tasks. */
  storage: readonly StorageDriver[];
}

type Volume = Template['volumes'][number];

export function folderVolumes(folders: VolumeFolders): Volumes {
  const removeSecrets = async (taskId: TaskId) => {
    await rm(join(folders.secretDir, 'secrets', fileNameOf(taskId)), { recursive: true, force: true });
    // Memory is not to fill with the empty folders of agents that are gone.
    for (const path of [join(folders.secretDir, 'secrets'), folders.secretDir])
      await rmdir(path).catch(() => {});
  };
  return {
    async prepare(plan) {
      const sources = new Map<string, Mount>();
      for (const volume of plan.template.volumes) {
        sources.set(volume.name, await makeVolume(folders, plan, volume));
      }
      return Promise.all(allContainers(plan.template).map((container) => mountsOf(plan, container, sources)));
    },
    async storageDrivers() {
      return (await Promise.all(folders.storage.map((driver) => driver.names()))).flat();
    },
    async removeVolume(volume) {
      const driver = await storageFor(folders.storage, volume.driver);
      if (driver === null) throw new RuntimeFault('Unavailable', noDriver(volume.driver), true);
      await driver.remove(volume);
    },
    removeSecrets,
    async remove(taskId) {
      await rm(join(folders.dataDir, 'volumes', fileNameOf(taskId)), { recursive: true, force: true });
      await removeSecrets(taskId);
    },
  };
}

async function makeVolume(
  folders: VolumeFolders,
  { assignment, template }: TaskPlan,
  volume: Volume,
): Promise<Mount> {
  const { name, source } = volume;
  const task = fileNameOf(assignment.taskId);
  const own = join(folders.dataDir, 'volumes', task, fileNameOf(name));
  const mount = (path: string, readOnly: boolean): Mount => ({
    source: path,
    kind: 'path',
    target: '',
    readOnly,
  });
  switch (source.type) {
    case 'empty':
      return mount(await makeFolder(own, 0o777), false);
    case 'hostPath':
      return mount(await allowedHostPath(source.path, folders.hostPathRoots), false);
    case 'config':
      return mount(await writeFiles(own, filesOf(assignment, name), configMode), true);
    case 'secret':
      await requireOwnFolder(folders.secretDir);
      return mount(
        await writeFiles(
          join(folders.secretDir, 'secrets', task, fileNameOf(name)),
          filesOf(assignment, name),
          secretMode(template),
        ),
        true,
      );
    case 'named': {
      const stored = assignment.volumes[name];
      if (stored === undefined) throw unsupported(name, `there is no volume ${source.volume}`);
      return provide(folders.storage, stored);
    }
    case 'plugin': {
      // By Docker's own name for its storage, as whoever names a plugin speaks Docker.
      const driver = source.driver === localDriver ? dockerDriver : source.driver;
      return provide(folders.storage, { name: source.volume, driver, options: source.options });
    }
  }
}

async function provide(storage: readonly StorageDriver[], volume: StorageVolume): Promise<Mount> {
  const driver = await storageFor(storage, volume.driver);
  if (driver === null)
    throw new Refusal('VolumeRefused', `volume ${volume.name}: ${noDriver(volume.driver)}`);
  return { ...(await driver.provide(volume)), target: '', readOnly: false };
}

const noDriver = (driver: string) => `this node has no volume driver ${driver}`;

async function storageFor(storage: readonly StorageDriver[], name: string): Promise<StorageDriver | null> {
  for (const driver of storage) if ((await driver.names()).includes(name)) return driver;
  return null;
}

function unsupported(name: string, why: string): Refusal {
  return new Refusal('VolumeRefused', `volume ${name}: ${why}`);
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
  const found = await lstat(real);
  if (!found.isDirectory() && !found.isFile())
    throw new Refusal(
      'VolumeRefused',
      `host path ${path} is a device, socket or pipe, and hands the node to the task`,
    );
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

interface VolumeFile {
  volume: string;
  path: string;
  contentBase64: string;
}

const filesOf = ({ files }: Assignment, volume: string) => files.filter((file) => file.volume === volume);

const configMode = 0o644;

/**
 * A process runs as the agent's own user, and nobody else reads the file. A container may run as any user of its own; the
 * folders above are closed to everybody else on the node.
 */
const secretMode = ({ runtime }: Template) => (runtime === 'process' ? 0o600 : 0o444);

async function writeFiles(folder: string, files: readonly VolumeFile[], mode: number): Promise<string> {
  await makeFolder(folder, 0o755);
  for (const file of files) {
    const path = within(folder, file.path, file.volume);
    await mkdir(dirname(path), { recursive: true });
    // A try before this one may have left a file that cannot be written to.
    await rm(path, { force: true });
    await writeFile(path, Buffer.from(file.contentBase64, 'base64'), { mode });
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

function mountsOf(plan: TaskPlan, container: Container, sources: Map<string, Mount>): Promise<Mount[]> {
  return Promise.all(
    container.volumeMounts.map(async ({ name, mountPath, subPathExpr, readOnly, ...written }) => {
      const volume = sources.get(name);
      if (!volume) throw new Refusal('VolumeRefused', `no volume is named ${name}`);
      const subPath = subPathExpr === undefined ? written.subPath : expanded(plan, container, subPathExpr);
      const source = subPath === null ? volume.source : await subFolder(volume, name, subPath);
      return { ...volume, source, target: mountPath, readOnly: readOnly || volume.readOnly };
    }),
  );
}

/** A variable that is not there would put the files of many tasks into one folder. */
function expanded(plan: TaskPlan, container: Container, subPathExpr: string): string {
  const values = containerEnvironment(plan, container);
  const unknown = unknownVariable(subPathExpr, values);
  if (unknown === null) return expandVariables(subPathExpr, values);
  const message = `subPathExpr ${subPathExpr} names the variable ${unknown}, which container ${container.name} does not have`;
  throw new Refusal('VolumeRefused', message);
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
