import type { ServerResponse } from 'node:http';
import type { TaskRecord } from '@gantry/model';
import { findObject, type Selected, sendObject } from '../operation/read.ts';
import { isDryRun, methodNotAllowed, patchObject, replaceObject, writeContext } from '../operation/write.ts';
import type { Projector } from '../projection/projector.ts';
import type { ApiPath } from '../wire/api-path.ts';
import type { ApiRequest } from '../wire/request.ts';
import { sendJson } from '../wire/response.ts';
import { badRequest, notFound } from '../wire/status.ts';
import { evict } from './eviction.ts';
import { sendLog } from './log.ts';
import { metricsObject } from './metrics.ts';
import { scaleOf, writeScale } from './scale.ts';

/** Answers a subresource; false when the kind has no such one. */
export async function sendSubresource(
  response: ServerResponse,
  selected: Selected,
  warn: (text: string) => void,
): Promise<boolean> {
  const { definition, path, request } = selected;
  if (!definition.subresources.some(({ name }) => name === path.subresource)) return false;
  switch (path.subresource) {
    case 'scale':
      await sendScale(response, selected, warn);
      return true;
    case 'status':
      await sendObjectStatus(response, selected, warn);
      return true;
    case 'log':
      await sendLog(response, request, selected.source.controlPlane, podTask(selected));
      return true;
    case 'eviction':
      sendJson(
        response,
        201,
        await evict(request, writeContext(selected, warn, isDryRun(request)), podTask(selected)),
      );
      return true;
    default:
      throw badRequest(
        `${path.subresource} needs an upgraded connection (WebSocket); this client asked for none that is served here`,
      );
  }
}

export function podTask({ source, path, definition }: Selected): TaskRecord {
  const object = findObject({ source, path, definition });
  const task = source.controlPlane.view.get('tasks', object.metadata.uid);
  if (!task) throw notFound({ group: '', resource: 'pods', name: path.name! });
  return task;
}

async function sendScale(
  response: ServerResponse,
  selected: Selected,
  warn: (text: string) => void,
): Promise<void> {
  const { request } = selected;
  if (request.method !== 'GET') {
    if (request.method !== 'PUT' && request.method !== 'PATCH')
      throw methodNotAllowed({ kind: 'Scale' }, request.method.toLowerCase());
    await writeScale(request, writeContext(selected, warn, isDryRun(request)), findObject(selected));
  }
  sendJson(response, 200, scaleOf(findObject(selected)));
}

/** Status is what the engine sees, so a write of it changes only labels and annotations that came along. */
async function sendObjectStatus(
  response: ServerResponse,
  selected: Selected,
  warn: (text: string) => void,
): Promise<void> {
  const { request, definition } = selected;
  if (request.method === 'GET') return sendObject(response, selected, findObject(selected));
  const context = writeContext(selected, warn, isDryRun(request));
  if (request.method === 'PATCH')
    return sendObject(response, selected, (await patchObject(selected, context)).object);
  if (request.method === 'PUT') return sendObject(response, selected, await replaceObject(selected, context));
  throw methodNotAllowed(definition, request.method.toLowerCase());
}

export function sendMetrics(
  response: ServerResponse,
  projector: Projector,
  path: ApiPath,
  request: ApiRequest,
): boolean {
  if (request.method !== 'GET') throw methodNotAllowed({ kind: 'Metrics' }, request.method.toLowerCase());
  if (path.resource !== 'nodes' && path.resource !== 'pods') return false;
  sendJson(response, 200, metricsObject(projector, path, request));
  return true;
}
