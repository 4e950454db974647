import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Caller, ControlPlane, Door } from '@gantry/controlplane';
import { sendDiscovery } from './discovery-routes.ts';
import { ObjectVersions } from './object-versions.ts';
import { deleteCollection, deleteObject, readDeletion } from './operation/delete.ts';
import { findObject, type Selected, sendList, sendObject, sendWatch } from './operation/read.ts';
import {
  createObject,
  isDryRun,
  methodNotAllowed,
  patchObject,
  replaceObject,
  writeContext,
} from './operation/write.ts';
import { namespaceNamed } from './projection/namespaces-of.ts';
import { findResource } from './resource/registry.ts';
import { upgradeStream } from './streaming/upgrade.ts';
import { type RightsOf, sendReview } from './subresource/review.ts';
import { sendMetrics, sendSubresource } from './subresource/routes.ts';
import { rejectionStatus } from './translate/rejection-status.ts';
import type { WatchSource } from './watch.ts';
import { type ApiPath, parseApiPath } from './wire/api-path.ts';
import { type ApiRequest, queryFlag, toApiRequest } from './wire/request.ts';
import { addWarning, sendJson, sendStatus } from './wire/response.ts';
import { notFound, StatusError } from './wire/status.ts';

const root = '/k8s';

export interface KubernetesDoor extends Door {
  close(): void;
}

/** The Kubernetes API under `/k8s`, as kubectl and client libraries need it: a projection of the control plane. */
export function createKubernetesDoor(
  controlPlane: ControlPlane,
  { rightsOf = () => ({ level: 'admin', namespaces: null }) }: { rightsOf?: RightsOf } = {},
): KubernetesDoor {
  const versions = new ObjectVersions(controlPlane);
  const source: WatchSource = {
    controlPlane,
    projector: () => ({
      view: controlPlane.view,
      versionOf: (table, key) => versions.versionOf(table, key),
      usageOf: (nodeId) => controlPlane.usageOf(nodeId),
      nowMs: controlPlane.now(),
    }),
    tombstoneOf: ({ table, key }) =>
      versions.tombstones.findLast((gone) => gone.table === table && gone.key === key) ?? null,
  };
  return {
    prefixes: [root],
    handle: (message, response, caller) => answer({ source, rightsOf }, message, response, caller),
    upgrade: (message, socket, head, caller) => upgrade(source, message, socket, head, caller),
    refuse: (response, rejection) =>
      sendStatus(response, rejectionStatus(rejection, { group: '', kind: '', resource: '' }, '')),
    fail: (response, message) => sendStatus(response, new StatusError('InternalError', message)),
    close: () => versions.close(),
  };
}

interface Served {
  source: WatchSource;
  /** For those who ask what they may do; who may do what is the control plane's to say. */
  rightsOf: RightsOf;
}

async function answer(
  served: Served,
  message: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
): Promise<void> {
  try {
    const request = toApiRequest(message, root, caller);
    if (!(await route(served, request, response)))
      throw new StatusError('NotFound', 'the server could not find the requested resource');
  } catch (thrown) {
    // A bug: whoever serves the door logs it, and answers by `fail`.
    if (!(thrown instanceof StatusError)) throw thrown;
    sendStatus(response, thrown);
  }
}

async function route(
  { source, rightsOf }: Served,
  request: ApiRequest,
  response: ServerResponse,
): Promise<boolean> {
  if (request.method === 'GET' && sendDiscovery(response, request)) return true;
  const path = parseApiPath(request.pathname);
  if (!path) return false;
  if (path.group === 'metrics.k8s.io') return sendMetrics(response, source.projector(), path, request);
  if (await sendReview(response, request, { resource: path.resource, rightsOf })) return true;
  const definition = findResource(path.group, path.version, path.resource);
  if (!definition) return false;
  if (definition.namespaced && path.name !== null && path.namespace === null) return false;
  const selected: Selected = { source, definition, path, request };
  const warned = new Set<string>();
  const warn = (text: string) => {
    if (!warned.has(text)) addWarning(response, text);
    warned.add(text);
  };
  if (path.subresource !== null) return sendSubresource(response, selected, warn);
  await sendResource(response, selected, warn);
  return true;
}

async function sendResource(
  response: ServerResponse,
  selected: Selected,
  warn: (text: string) => void,
): Promise<void> {
  const { request, path, definition } = selected;
  const onCollection = path.name === null;
  switch (request.method) {
    case 'GET':
      if (queryFlag(request, 'watch'))
        return sendWatch(response, onCollection ? selected : watchOne(selected, path.name!));
      return onCollection
        ? sendList(response, selected)
        : sendObject(response, selected, findObject(selected));
    case 'POST':
      if (!onCollection) break;
      requireNamespace(selected.source, definition.namespaced ? path : null);
      return sendObject(
        response,
        selected,
        await createObject(selected, writeContext(selected, warn, isDryRun(request))),
        201,
      );
    case 'PUT':
      if (onCollection) break;
      return sendObject(
        response,
        selected,
        await replaceObject(selected, writeContext(selected, warn, isDryRun(request))),
      );
    case 'PATCH': {
      if (onCollection) break;
      const { object, created } = await patchObject(
        selected,
        writeContext(selected, warn, isDryRun(request)),
      );
      return sendObject(response, selected, object, created ? 201 : 200);
    }
    case 'DELETE': {
      const deletion = await readDeletion(request);
      const context = writeContext(selected, warn, deletion.dryRun);
      const remove = onCollection ? deleteCollection : deleteObject;
      return sendJson(response, 200, await remove(selected, context, deletion));
    }
  }
  throw methodNotAllowed(definition, request.method.toLowerCase());
}

/** The old form of watching one object by its path. */
function watchOne(selected: Selected, name: string): Selected {
  const query = new URLSearchParams(selected.request.query);
  query.set('fieldSelector', `metadata.name=${name}`);
  return { ...selected, path: { ...selected.path, name: null }, request: { ...selected.request, query } };
}

/** Creating in a namespace that is not there is refused, as Kubernetes does. */
function requireNamespace({ controlPlane }: WatchSource, path: ApiPath | null): void {
  if (path === null || path.namespace === null) return;
  const namespace = namespaceNamed(controlPlane.view, path.namespace);
  if (!namespace) throw notFound({ group: '', resource: 'namespaces', name: path.namespace });
  if (namespace.deletingAtMs === null) return;
  const message = `unable to create new content in namespace ${path.namespace} because it is being terminated`;
  throw new StatusError('Forbidden', message, { name: path.namespace, kind: 'namespaces' });
}

function upgrade(
  source: WatchSource,
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  caller: Caller,
): void {
  const request = toApiRequest(message, root, caller);
  upgradeStream(source, request, { message, socket, head });
}
