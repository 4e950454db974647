import type { ServerResponse } from 'node:http';
import {
  aggregatedContentType,
  aggregatedDiscovery,
  aggregatedVersion,
  coreVersions,
  groupByName,
  groupList,
  resourceList,
} from './discovery.ts';
import { openApiDocument, openApiIndex } from './openapi/document.ts';
import {
  olderAccept,
  olderContentType,
  olderDocument,
  olderDocumentBytes,
} from './openapi/older-document.ts';
import type { ApiRequest } from './wire/request.ts';
import { sendBytes, sendJson, sendText } from './wire/response.ts';

/** The version this API claims: it decides which features clients use, and which client a dispatcher picks. */
const serverVersion = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.0+gantry',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};

/** Everything that describes the API rather than its objects. True when the path was one of these. */
export function sendDiscovery(response: ServerResponse, request: ApiRequest): boolean {
  const { pathname } = request;
  if (pathname === '/version') return answered(() => sendJson(response, 200, serverVersion));
  if (pathname === '/healthz' || pathname === '/livez' || pathname === '/readyz')
    return answered(() => sendText(response, 200, 'ok'));
  if (pathname === '/api' || pathname === '/apis') return answered(() => sendRoot(response, request));
  if (pathname === '/openapi/v3') return answered(() => sendJson(response, 200, openApiIndex()));
  if (pathname === '/openapi/v2') return answered(() => sendOlderDocument(response, request));
  const body = described(pathname);
  return body === null ? false : answered(() => sendJson(response, 200, body));
}

/** Answers, and says that it did. */
function answered(send: () => void): true {
  send();
  return true;
}

function sendOlderDocument(response: ServerResponse, { accept }: ApiRequest): void {
  if (accept.includes(olderAccept)) sendBytes(response, 200, olderDocumentBytes(), olderContentType);
  else sendJson(response, 200, olderDocument);
}

function sendRoot(response: ServerResponse, { pathname, accept }: ApiRequest): void {
  const version = aggregatedVersion(accept);
  const core = pathname === '/api';
  if (version === null) {
    sendJson(response, 200, core ? coreVersions : groupList());
    return;
  }
  sendJson(
    response,
    200,
    aggregatedDiscovery(version, core ? 'core' : 'groups'),
    aggregatedContentType(version),
  );
}

function described(pathname: string): unknown {
  const [, api, group, version, ...more] = pathname.replace(/\/$/, '').split('/');
  if (pathname.startsWith('/openapi/v3/')) return openApiDocument(pathname.slice('/openapi/v3/'.length));
  if (more.length > 0) return null;
  if (api === 'api' && group !== undefined && version === undefined) return resourceList('', group);
  if (api !== 'apis' || group === undefined) return null;
  return version === undefined ? groupByName(group) : resourceList(group, version);
}
