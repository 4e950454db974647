import { limits } from './limits.ts';

/** Folders whose mounting hands the node to the task: kernel, devices, accounts, the engine's own socket and data. */
const guarded = ['/proc', '/sys', '/dev', '/etc', '/boot', '/root', '/run', '/var/run', '/var/lib/docker'];

/** An absolute path without `.`, `..`, empty parts or control characters: compared as written, nothing to resolve. */
export function checkAbsolutePath(path: string): string | null {
  if (path.length > limits.pathLength) return `must be at most ${limits.pathLength} characters long`;
  if (!path.startsWith('/')) return 'must be an absolute path, starting with `/`';
  const parts = path.replace(/\/$/, '').split('/').slice(1);
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? 'must not hold empty, `.` or `..` parts'
    : null;
}

/**
 * A folder of the node that a task may see. The agent checks again after resolving links; this refuses what is wrong as
 * written.
 */
export function checkHostPath(path: string): string | null {
  const wrong = checkAbsolutePath(path);
  if (wrong) return wrong;
  const plain = path.replace(/\/$/, '');
  const danger =
    plain === '' ? '/' : guarded.find((folder) => plain === folder || plain.startsWith(`${folder}/`));
  return danger ? `\`${danger}\` would hand the node to the task; mount a folder of its own instead` : null;
}
