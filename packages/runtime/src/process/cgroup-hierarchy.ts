import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a cgroup folder does for a container. On cgroup v2 one folder does all; on v1 each controller has its own tree. */
export const cgroupRoles = ['memory', 'cpu', 'cpuacct', 'pids', 'freezer', 'kill'] as const;
export type CgroupRole = (typeof cgroupRoles)[number];
export type CgroupFolders = Partial<Record<CgroupRole, string>>;

/** Where this driver makes its groups: one parent folder for each role that the machine and our rights allow. */
export interface CgroupHierarchy {
  version: 'v1' | 'v2' | 'none';
  parents: CgroupFolders;
  /** v2 only: what a parent hands to its children, each time that it is made. */
  controllers: readonly string[];
}

const mount = '/sys/fs/cgroup';
const cgroup2Magic = 0x63677270;
const limitControllers = ['cpu', 'memory', 'pids'] as const;

export const noCgroups: CgroupHierarchy = { version: 'none', parents: {}, controllers: [] };

/**
 * Finds where groups may be made, in parent folders called `name`: below the agent's own group where that is possible,
 * so that what limits the agent limits its tasks too; else at the top. Tries it out, and leaves nothing there.
 * Facts: the kernel's Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst.
 */
export function openCgroupHierarchy(name: string): CgroupHierarchy {
  if (!existsSync(mount)) return noCgroups;
  const own = readOwnGroups();
  const isUnified = statfsSync(mount).type === cgroup2Magic;
  const hierarchy = isUnified ? openUnified(name, own) : openV1(name, own);
  for (const folder of new Set(Object.values(hierarchy.parents))) removeIfEmpty(folder);
  return hierarchy;
}

/** Beside the controllers' trees there may be an empty cgroup2 one, good for killing a whole tree at once. */
function openV1(name: string, own: Map<string, string>): CgroupHierarchy {
  const parents: CgroupFolders = {};
  for (const role of ['memory', 'cpu', 'cpuacct', 'pids', 'freezer'] as const) {
    const folder = makeParent(join(mount, role), own.get(role) ?? '/', name);
    if (folder) parents[role] = folder;
  }
  const kill = makeParent(join(mount, 'unified'), own.get('') ?? '/', name);
  if (kill && existsSync(join(kill, 'cgroup.kill'))) parents.kill = kill;
  return Object.keys(parents).length > 0 ? { version: 'v1', parents, controllers: [] } : noCgroups;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds the containers of an earlier agent.
  }
}

/** controller -> path of this process's group; the unified tree under ''. */
function readOwnGroups(): Map<string, string> {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  const pairs = lines.flatMap((line) => {
    const [, controllers = '', path = '/'] = line.split(':');
    return controllers.split(',').map((controller): [string, string] => [controller, path]);
  });
  return new Map(pairs);
}

function candidates(tree: string, ownPath: string): string[] {
  const own = join(tree, ownPath);
  return own.startsWith(`${tree}/`) ? [own, tree] : [tree];
}

function makeParent(tree: string, ownPath: string, name: string): string | null {
  return (
    candidates(tree, ownPath)
      .find((base) => tryMake(join(base, name)))
      ?.concat('/', name) ?? null
  );
}

function tryMake(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
  }
  return isWritable(join(folder, 'cgroup.procs'));
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A v2 group that holds processes cannot hand controllers to its children, so an agent that shares its group with
 * others finds them refused there (EBUSY) and goes to the top, as container engines do.
 */
function openUnified(name: string, own: Map<string, string>): CgroupHierarchy {
  for (const base of candidates(mount, own.get('') ?? '/')) {
    const parent = join(base, name);
    const controllers = tryMake(parent) ? delegate(base, parent) : [];
    if (controllers.length > 0)
      return { version: 'v2', parents: unifiedParents(parent, controllers), controllers };
  }
  const parent = makeParent(mount, own.get('') ?? '/', name);
  return parent ? { version: 'v2', parents: unifiedParents(parent, []), controllers: [] } : noCgroups;
}

function delegate(base: string, parent: string): string[] {
  const offered = readFileSync(join(base, 'cgroup.controllers'), 'utf8').trim().split(' ');
  return limitControllers.filter((controller) => {
    if (!offered.includes(controller)) return false;
    try {
      writeFileSync(join(base, 'cgroup.subtree_control'), `+${controller}`);
      writeFileSync(join(parent, 'cgroup.subtree_control'), `+${controller}`);
      return true;
    } catch {
      return false;
    }
  });
}

function unifiedParents(parent: string, controllers: string[]): CgroupFolders {
  const limits = controllers.map((controller) => [controller, parent]);
  return Object.fromEntries([...limits, ['cpuacct', parent], ['freezer', parent], ['kill', parent]]);
}
