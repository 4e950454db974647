import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, readlink, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RuntimeFault } from '../port.ts';
import { isInside, objectToSymlink } from './sandbox-path.ts';

/** Copies the content of a folder into another, existing one (real path). Throws RuntimeFault InvalidImage for a symlink that leaves it and for devices. */
export async function copyTree(from: string, to: string): Promise<void> {
  if (isInside(await realpath(from), to)) {
    throw new RuntimeFault(
      'InvalidImage',
      `${from} holds this agent's own sandboxes; name a folder apart from them`,
      false,
    );
  }
  await copyFolder(from, to, to);
}

async function copyFolder(from: string, to: string, sandbox: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target, { mode: ((await lstat(source)).mode & 0o777) | 0o700 });
      await copyFolder(source, target, sandbox);
    } else if (entry.isSymbolicLink()) {
      await copySymlink(source, target, sandbox);
    } else if (entry.isFile()) {
      await copyPlainFile(source, target);
    } else {
      throw new RuntimeFault('InvalidImage', `${source} is not a file, folder or link`, false);
    }
  }
}

async function copySymlink(source: string, target: string, sandbox: string): Promise<void> {
  const pointsTo = await readlink(source);
  const objection = objectToSymlink(sandbox, target, pointsTo);
  if (objection) throw new RuntimeFault('InvalidImage', `${source} is refused: it ${objection}`, false);
  await symlink(pointsTo, target);
}

/** Shares the blocks where the file system can. Set-uid bits are dropped. */
export async function copyPlainFile(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await chmod(target, ((await lstat(source)).mode & 0o777) | 0o600);
}
