import type { ServerResponse } from 'node:http';
import type { ResourceDefinition } from '../resource/definition.ts';
import { apiVersionOf, bookmark, type WatchEvent, type WatchSource, watch } from '../watch.ts';
import type { ApiPath } from '../wire/api-path.ts';
import type { KubernetesObject } from '../wire/object.ts';
import { type ApiRequest, queryFlag, queryNumber, wantsTable } from '../wire/request.ts';
import { sendJson } from '../wire/response.ts';
import { fieldPredicate, matchesLabels, parseFieldSelector, parseLabelSelector } from '../wire/selector.ts';
import { badRequest, notFound, StatusError } from '../wire/status.ts';
import { type IncludeObject, toTable } from '../wire/table.ts';

export interface Selected {
  source: WatchSource;
  definition: ResourceDefinition;
  path: ApiPath;
  request: ApiRequest;
}

export function findObject({
  source,
  definition,
  path,
}: Pick<Selected, 'source' | 'definition' | 'path'>): KubernetesObject {
  const object = definition.find(source.projector(), path.namespace, path.name!);
  if (!object) throw notFound({ group: definition.group, resource: definition.resource, name: path.name! });
  return object;
}

export function sendObject(
  response: ServerResponse,
  { source, definition, request }: Selected,
  object: KubernetesObject,
  code = 200,
): void {
  if (!wantsTable(request)) {
    sendJson(response, code, object);
    return;
  }
  const { resourceVersion } = object.metadata;
  sendJson(
    response,
    code,
    toTable(definition.columns, [object], tableOptions(source, request, { resourceVersion })),
  );
}

function tableOptions(
  source: WatchSource,
  request: ApiRequest,
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number },
) {
  const includeObject = (request.query.get('includeObject') ?? 'Metadata') as IncludeObject;
  return { nowMs: source.controlPlane.now(), includeObject, metadata };
}

/** The label and field selectors of a request as one predicate. Throws BadRequest when one cannot be read. */
export function selection({
  definition,
  request,
}: Pick<Selected, 'definition' | 'request'>): (object: KubernetesObject) => boolean {
  const labels = parseLabelSelector(request.query.get('labelSelector') ?? '');
  const matchesFields = fieldPredicate(parseFieldSelector(request.query.get('fieldSelector') ?? ''), {
    ...definition.fields,
    ...metadataFields,
  });
  return (object) => matchesLabels(labels, object.metadata.labels ?? {}) && matchesFields(object);
}

const metadataFields = {
  'metadata.name': ({ metadata }: KubernetesObject) => metadata.name,
  'metadata.namespace': ({ metadata }: KubernetesObject) => metadata.namespace ?? '',
};

export function sendList(response: ServerResponse, selected: Selected): void {
  const { source, definition, path, request } = selected;
  const matches = selection(selected);
  const all = [...definition.list(source.projector(), path.namespace)].filter(matches).sort(byName);
  const { items, next, remaining } = page(all, request);
  const metadata = {
    resourceVersion: String(source.controlPlane.view.revision),
    ...(next === null ? {} : { continue: next, remainingItemCount: remaining }),
  };
  if (wantsTable(request)) {
    sendJson(response, 200, toTable(definition.columns, items, tableOptions(source, request, metadata)));
    return;
  }
  sendJson(response, 200, {
    kind: `${definition.kind}List`,
    apiVersion: apiVersionOf(definition),
    metadata,
    items,
  });
}

const byName = (a: KubernetesObject, b: KubernetesObject) => compare(keyOf(a), keyOf(b));
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = ({ metadata }: KubernetesObject) => `${metadata.namespace ?? ''}/${metadata.name}`;

/** The continue token is the last key of the page before it, so that it survives a restart and any change in between. */
function page(
  all: KubernetesObject[],
  request: ApiRequest,
): { items: KubernetesObject[]; next: string | null; remaining: number } {
  const after = continueKey(request.query.get('continue'));
  const rest = after === null ? all : all.filter((object) => compare(keyOf(object), after) > 0);
  const limit = queryNumber(request, 'limit') || rest.length;
  const items = rest.slice(0, limit);
  const remaining = rest.length - items.length;
  return {
    items,
    remaining,
    next: remaining > 0 ? Buffer.from(keyOf(items.at(-1)!)).toString('base64url') : null,
  };
}

function continueKey(token: string | null): string | null {
  if (token === null || token === '') return null;
  const key = Buffer.from(token, 'base64url').toString('utf8');
  if (!/^[^/]*\/[^/]+$/.test(key))
    throw badRequest('continue: the token is not one that this server gave; start the list again');
  return key;
}

/** As often as Kubernetes's own server does. */
const bookmarkMs = 60_000;
/** What a watcher may leave unread before it is cut off. */
const unreadBytesMax = 16 * 1024 * 1024;

/** Streams events, one JSON object a line, until the client goes or `timeoutSeconds` are over. */
export function sendWatch(response: ServerResponse, selected: Selected): void {
  const { source, definition, path, request } = selected;
  const forMs = watchTime(request);
  const wanted = {
    definition,
    namespace: path.namespace,
    matches: selection(selected),
    resourceVersion: watchFrom(selected),
    sendInitialEvents: queryFlag(request, 'sendInitialEvents'),
  };
  const write = (event: WatchEvent) => {
    response.write(`${JSON.stringify(asTable(selected, event))}\n`);
    // Breaking off costs a slow reader one new watch from where it was; going on would cost this process its memory.
    if (response.writableLength > unreadBytesMax) response.destroy();
  };
  const waiting: WatchEvent[] = [];
  const stop = watch(source, wanted, (event) => (response.headersSent ? write(event) : waiting.push(event)));
  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
    'transfer-encoding': 'chunked',
  });
  response.flushHeaders();
  waiting.forEach(write);
  const stopTimers = startTimers(response, { selected, forMs, write });
  response.on('close', () => {
    stopTimers();
    stop();
  });
}

/** Bookmarks for those who asked for them, and the end that the client asked for. Returns how to stop both. */
function startTimers(
  response: ServerResponse,
  { selected, forMs, write }: { selected: Selected; forMs: number | null; write(event: WatchEvent): void },
): () => void {
  const { source, definition, request } = selected;
  const mark = queryFlag(request, 'allowWatchBookmarks')
    ? () => write(bookmark(definition, source.controlPlane.view.revision))
    : () => {};
  const bookmarks = setInterval(mark, bookmarkMs);
  const end = () => {
    mark();
    response.end();
  };
  const timeout = forMs === null ? undefined : setTimeout(end, forMs);
  return () => {
    clearInterval(bookmarks);
    clearTimeout(timeout);
  };
}

/** A timer takes no more than 31 bits of milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/** How long a watch is asked to last; null: until the client goes. */
function watchTime(request: ApiRequest): number | null {
  const seconds = queryNumber(request, 'timeoutSeconds');
  return seconds === null ? null : Math.min(seconds * 1000, longestTimerMs);
}

function watchFrom({ source, request }: Selected): number | null {
  const version = queryNumber(request, 'resourceVersion');
  if (version !== null && version > source.controlPlane.view.revision) {
    throw new StatusError('Expired', `too large resource version: ${version}; list again`);
  }
  return version;
}

function asTable({ source, definition, request }: Selected, event: WatchEvent): WatchEvent {
  if (!wantsTable(request) || event.type === 'BOOKMARK' || event.type === 'ERROR') return event;
  const object = event.object as KubernetesObject;
  const { resourceVersion } = object.metadata;
  return {
    ...event,
    object: toTable(
      definition.columns,
      isWhole(object) ? [object] : [],
      tableOptions(source, request, { resourceVersion }),
    ),
  };
}

/** A deletion that is only remembered by name has no cells to show. */
const isWhole = (object: KubernetesObject) => Object.keys(object).length > 3;
