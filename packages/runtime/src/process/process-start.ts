import { once } from 'node:events';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerNames } from '../docker/container-options.ts';
import { type ContainerRequest, type ObservedContainer, RuntimeFault } from '../port.ts';
import { type ArtifactStore, placeArtifact } from './artifact-store.ts';
import { killFile, makeCgroup, procsFiles, removeCgroup } from './cgroup.ts';
import type { CgroupFolders, CgroupHierarchy } from './cgroup-hierarchy.ts';
import { paths, readProgram, writeRecord } from './container-folder.ts';
import { linkMounts } from './mounts.ts';
import { nameServerVariable, writeNames } from './process-names.ts';
import { programEnvironment, resolveArgv, resolveWorkingDir, startFailed } from './program.ts';
import { type Launch, launch } from './shim.ts';
import type { Tracked, Tracker } from './tracker.ts';

/** What starting needs of the driver. */
export interface StartContext {
  root: string;
  containersFolder: string;
  bootId: string;
  pidsLimit: number;
  hierarchy: CgroupHierarchy;
  artifacts: ArtifactStore;
  tracker: Tracker;
  /** How the processes of a namespace find names; null: as the machine does. */
  namesFor: (namespace: string) => Promise<ContainerNames | null>;
}

/**
 * Makes sandbox, group and record, then launches. Leaves nothing behind when it fails. Throws RuntimeFault StartFailed
 * or InvalidImage.
 */
export async function startContainer(
  context: StartContext,
  request: ContainerRequest,
  runtimeId: string,
): Promise<ObservedContainer> {
  const folder = join(context.containersFolder, runtimeId);
  let cgroup: CgroupFolders = {};
  try {
    await Promise.all(
      [paths(folder).sandbox, paths(folder).log].map((path) => mkdir(path, { recursive: true })),
    );
    const program = await setUp(context, request, folder);
    cgroup = await makeGroup(context, request, runtimeId);
    const { taskId, isInit, container } = request;
    const { imageId, workingDir } = program;
    const record = { taskId, containerName: container.name, isInit, imageId, workingDir, cgroup };
    const { bootId } = context;
    await writeRecord(folder, {
      ...record,
      bootId,
      createdAtMs: Date.now(),
      stopSignal: container.stopSignal,
    });
    const tracked = context.tracker.add(runtimeId);
    await launched(context.tracker, tracked, {
      ...program,
      folder,
      cgroupProcs: procsFiles(cgroup),
      killFile: killFile(cgroup),
    });
    return tracked.observed;
  } catch (error) {
    const tracked = context.tracker.find(runtimeId);
    if (tracked) context.tracker.forget(tracked);
    await removeCgroup(cgroup, 500);
    await rm(folder, { recursive: true, force: true });
    throw error instanceof RuntimeFault ? error : startFailed((error as Error).message, error);
  }
}

async function setUp(context: StartContext, request: ContainerRequest, folder: string) {
  const sandbox = await realpath(paths(folder).sandbox);
  const artifact = await context.artifacts.find(request.container);
  const artifactFile = artifact ? await placeArtifact(artifact, sandbox) : null;
  await linkMounts(request.mounts, sandbox, context.root);
  const names = await context.namesFor(request.namespace);
  const environment: Record<string, string> = {
    ...(names === null ? {} : { [nameServerVariable]: names.servers[0] ?? '' }),
    ...programEnvironment(request, folder.slice(folder.lastIndexOf('/') + 1), sandbox),
  };
  const workingDir = resolveWorkingDir(request.container.workingDir, sandbox);
  const argv = resolveArgv(request, { artifactFile, workingDir, path: environment.PATH ?? '' });
  const namesFile = await writeNames(folder, names);
  return { imageId: artifact?.imageId ?? '', environment, workingDir, argv, namesFile };
}

async function makeGroup(context: StartContext, { container }: ContainerRequest, runtimeId: string) {
  const limits = {
    cpuMillis: container.limits.cpuMillis,
    memoryBytes: container.limits.memoryBytes,
    pids: context.pidsLimit,
    cpuRequestMillis: container.requests.cpuMillis,
  };
  try {
    return await makeCgroup(context.hierarchy, runtimeId, limits);
  } catch (error) {
    throw startFailed(`its limits could not be set: ${(error as Error).message}`, error);
  }
}

/** Resolves once the program has its pid: by its file, which the tracker notices, or by the watcher's early end. */
async function launched(tracker: Tracker, tracked: Tracked, options: Launch): Promise<void> {
  const child = launch(options);
  const failed = once(child, 'exit').then(() => tracker.look(tracked));
  const started = Promise.withResolvers<void>();
  const stop = tracker.onChange(({ runtimeId }) => runtimeId === tracked.runtimeId && started.resolve());
  await Promise.race([started.promise, failed]).finally(stop);
  child.unref();
  if (readProgram(tracked.folder) === null)
    throw startFailed('/bin/sh ended before it could start the program');
  // It may be over already: then it has ended once what it left behind has.
  await tracked.ended;
}
