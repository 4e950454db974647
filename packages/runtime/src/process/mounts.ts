import { mkdir, realpath, rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ContainerRequest } from '../port.ts';
import { isRuntimeId } from './container-folder.ts';
import { startFailed, volumeFolder } from './program.ts';
import { inSandbox, isInside } from './sandbox-path.ts';

/**
 * A process sees the machine's own file system, so a mount at /data becomes a symlink `data` in its sandbox, hiding
 * what the artifact has there. `readOnly` cannot be kept from it.
 */
export async function linkMounts(
  mounts: ContainerRequest['mounts'],
  sandbox: string,
  root: string,
): Promise<void> {
  for (const mount of mounts) {
    const target = inSandbox(sandbox, mount.target);
    if (target === sandbox)
      throw startFailed(`a volume cannot be mounted over the whole sandbox (${mount.target})`);
    await mkdir(dirname(target), { recursive: true });
    if (!isInside(sandbox, await realpath(dirname(target)))) {
      throw startFailed(`the volume at ${mount.target} would lie in another volume that leaves the sandbox`);
    }
    await rm(target, { recursive: true, force: true });
    await symlink(mount.kind === 'path' ? mount.source : await makeVolume(root, mount.source), target);
  }
}

async function makeVolume(root: string, name: string): Promise<string> {
  if (!isRuntimeId(name)) throw startFailed(`volume name ${JSON.stringify(name)} is no safe folder name`);
  const folder = volumeFolder(root, name);
  await mkdir(folder, { recursive: true });
  return folder;
}
