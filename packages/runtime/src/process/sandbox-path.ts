import { realpath } from 'node:fs/promises';
import { dirname, join, normalize, resolve } from 'node:path';

/**
 * Keeps what comes from an artifact inside the sandbox. Names are checked as text first, then against the disk: a
 * folder made by an earlier entry may be a symlink, and a path that looks fine would go through it.
 */

/** Why a name or link may not be; undefined when it may. */
export type Objection = string | undefined;

export const isInside = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

export function objectToName(name: string): Objection {
  if (name.includes('\0')) return 'has a NUL in its name';
  if (name.startsWith('/')) return 'has an absolute path';
  if (name.split('/').includes('..')) return 'has `..` in its path';
  return undefined;
}

/**
 * `linkPath` is where the symlink will be; its parent must have been checked by `objectToParent`. `..` may only lead:
 * after a name it would be taken from wherever that name, itself a link, points to (`a -> .`, then `l -> a/..`).
 */
export function objectToSymlink(sandbox: string, linkPath: string, target: string): Objection {
  if (target === '' || target.includes('\0')) return 'is a symlink to nothing';
  if (target.startsWith('/')) return `is a symlink to the absolute path ${target}`;
  if (/[^/.][^/]*\/+(.*\/)?\.\.(\/|$)/.test(target))
    return `is a symlink with \`..\` after a name, to ${target}`;
  return isInside(sandbox, resolve(dirname(linkPath), target))
    ? undefined
    : `is a symlink that leaves the sandbox, to ${target}`;
}

/** Refuses to write through a symlink: the parent on the disk must be the parent in the name. */
export async function objectToParent(path: string): Promise<Objection> {
  const parent = dirname(path);
  return (await realpath(parent)) === parent ? undefined : 'goes through a symlink';
}

/** Where `name` is in the sandbox; `name` may be absolute, and is then taken from the sandbox's own top. */
export const inSandbox = (sandbox: string, name: string): string => join(sandbox, normalize(`/${name}`));
