/** Under which paths Mesos's APIs are. */
export const mesosPrefixes = ['/api/v1', '/master', '/metrics/snapshot', '/redirect'];

const isUnder = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`);

/**
 * Where a master that stands by sends a request for `url`, a path with its query: to the leader, at `host:port`, with the
 * same path, or without one where it is only asked who leads. null: `url` is none of Mesos's.
 */
export function leaderLocation(leader: string, url: string): string | null {
  const path = url.split('?', 1)[0]!;
  if (!mesosPrefixes.some((prefix) => isUnder(path, prefix))) return null;
  return /^(\/master)?\/redirect(\/|$)/.test(path) ? `//${leader}` : `//${leader}${url}`;
}
