import type { Route } from './port.ts';

/** Routes so that the first that matches is the most specific: a whole host, then `*.`, then any; longer paths first. */
export function bySpecificity(routes: readonly Route[]): Route[] {
  return [...routes].sort(
    (a, b) => hostRank(a.host) - hostRank(b.host) || b.pathPrefix.length - a.pathPrefix.length,
  );
}

const hostRank = (host: string | null) => (host === null ? 2 : host.startsWith('*.') ? 1 : 0);

/** Which route a request takes; null: no rule is for it. `path` is without its query. */
export function routeFor(sorted: readonly Route[], host: string, path: string): Route | null {
  for (const route of sorted) {
    if (matchesHost(route.host, host) && matchesPath(route.pathPrefix, path)) return route;
  }
  return null;
}

/** A Host line without its port. */
export const nameOfHost = (host: string) => host.replace(/:\d+$/, '').toLowerCase();

function matchesHost(wanted: string | null, host: string): boolean {
  if (wanted === null) return true;
  const name = nameOfHost(host);
  if (!wanted.startsWith('*.')) return name === wanted;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === wanted.slice(1);
}

/** By whole parts: `/shop` is for `/shop` and `/shop/cart`, not for `/shopping`. */
function matchesPath(prefix: string, path: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/';
}

/** Where a request finds the same over TLS. `target` is its path with its query. */
export const overTls = (host: string, port: number, target: string) =>
  `https://${nameOfHost(host)}${port === 443 ? '' : `:${port}`}${target}`;
