import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { localDriver } from '@gantry/model';
import { RuntimeFault } from '../port.ts';
import type { StorageDriver } from './port.ts';

const safeName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/;

/**
 * Volumes as folders of this node, for containers and processes alike. How much is in one is not limited: that is the
 * file system's business.
 * @param root holds them all; made when it is first needed, and closed to everybody but the agent.
 */
export function createFolderStorage({ root }: { root: string }): StorageDriver {
  const folderOf = (name: string) => {
    if (safeName.test(name)) return join(root, name);
    throw new RuntimeFault('Unsupported', `${JSON.stringify(name)} is no safe folder name`, false);
  };
  return {
    names: async () => [localDriver],
    async provide({ name }) {
      const folder = folderOf(name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // A link in its place would hand out another folder of the node.
      if (!(await lstat(folder)).isDirectory())
        throw new RuntimeFault('Unsupported', `the volume ${folder} is not a folder`, false);
      // Containers may run as any user; the folder above is closed to everybody else.
      await chmod(folder, 0o777);
      return { source: folder, kind: 'path' };
    },
    async remove({ name }) {
      const folder = folderOf(name);
      try {
        await rm(folder, { recursive: true, force: true });
      } catch (cause) {
        const message = `the data in ${folder} could not be deleted: ${(cause as Error).message}`;
        throw new RuntimeFault('Unavailable', message, true, cause);
      }
    },
  };
}
