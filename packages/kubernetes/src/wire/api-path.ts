import { badRequest } from './status.ts';

/** A request path of the API, taken apart. `group` is empty for the core group; null parts are absent. */
export interface ApiPath {
  group: string;
  version: string;
  namespace: string | null;
  resource: string;
  name: string | null;
  subresource: string | null;
}

/**
 * Parses `/api/v1/...` and `/apis/GROUP/VERSION/...`; null when the path is not that of a resource.
 * `/namespaces/NAME` is the namespace itself unless a resource follows.
 */
export function parseApiPath(pathname: string): ApiPath | null {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeSegment);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return null;
  const [group, version, ...rest] = core ? ['', parts[1], ...parts.slice(2)] : parts.slice(1);
  if (group === undefined || version === undefined || rest.length === 0) return null;
  const inNamespace = rest[0] === 'namespaces' && rest.length >= 3 && !namespaceSubresources.has(rest[2]!);
  const [resource, name, ...below] = inNamespace ? rest.slice(2) : rest;
  if (resource === undefined || below.length > 1) return null;
  return {
    group,
    version,
    namespace: inNamespace ? rest[1]! : null,
    resource,
    name: name ?? null,
    subresource: below[0] ?? null,
  };
}

const namespaceSubresources = new Set(['status', 'finalize']);

function decodeSegment(segment: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    throw badRequest(`the path segment ${JSON.stringify(segment)} is not valid percent-encoding`);
  }
  if (decoded.includes('/') || decoded === '..' || decoded === '.')
    throw badRequest(`the path segment ${JSON.stringify(segment)} is not a name`);
  return decoded;
}
