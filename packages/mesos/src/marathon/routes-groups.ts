import { removeApp } from './app-change.ts';
import { idOf, resolveId } from './app-id.ts';
import { allEmbeds, usualEmbeds } from './app-view.ts';
import { run } from './change-request.ts';
import { changeGroup, requireApps } from './group-change.ts';
import { appsBelow, type GroupEmbed, groupVersions, groupView } from './group-view.ts';
import type { AppChange } from './plan.ts';
import { drawPlan } from './plan.ts';
import { groupMissing, notValid, Refusal } from './refusal.ts';
import { type Answer, flag, methodNotAllowed, ok, type Request, readObject, underWay } from './request.ts';
import { embedOf } from './routes-apps.ts';

/** `/v2/groups` and what is below it. */
export async function answerGroups(request: Request, parts: string[]): Promise<Answer> {
  const versions = parts.lastIndexOf('versions');
  if (versions >= 0 && versions >= parts.length - 2)
    return answerVersions(request, `/${parts.slice(0, versions).join('/')}`);
  const id = `/${parts.join('/')}`;
  switch (request.method) {
    case 'GET':
      return ok(requireGroup(request, id));
    case 'POST':
      return create(request, id);
    case 'PUT':
      return change(request, id);
    case 'PATCH':
      return patch(request, id);
    case 'DELETE':
      return remove(request, id);
  }
  throw methodNotAllowed(request);
}

function requireGroup(request: Request, id: string) {
  const found = groupView(request.plane.view, id, embeddingOf(request));
  if (found === null) throw groupMissing(id);
  return found;
}

/** Without a word everything below is told; with `embed`, what it names. */
function embeddingOf(request: Request): GroupEmbed {
  const wanted = request.query.getAll('embed');
  if (wanted.length === 0) return { apps: true, groups: true, app: new Set([...usualEmbeds]) };
  const app = embedOf(request, allEmbeds);
  return {
    apps: wanted.some((name) => name.startsWith('group.apps')),
    groups: wanted.includes('group.groups'),
    app,
  };
}

async function create(request: Request, parent: string): Promise<Answer> {
  const body = await readObject(request);
  const id = typeof body.id === 'string' ? resolveId(body.id, parent) : parent;
  const isThere = id === '/' || appsBelow(request.plane.view, id).length > 0;
  if (isThere)
    throw new Refusal(409, { message: `Group ${id} is already created. Use PUT to change this group.` });
  return start(request, id, changeGroup(request.plane.view, id, body), 201);
}

async function change(request: Request, id: string): Promise<Answer> {
  const body = await readObject(request);
  const named = typeof body.id === 'string' ? resolveId(body.id, '/') : id;
  const group = id === '/' ? named : id;
  return start(request, group, changeGroup(request.plane.view, group, body), 200);
}

async function start(request: Request, group: string, changes: AppChange[], status: number): Promise<Answer> {
  if (flag(request, 'dryRun')) return ok({ steps: drawPlan(changes).steps });
  return underWay(await run(request, changes, { cause: `update the group ${group}`, group }), status);
}

async function patch(request: Request, id: string): Promise<Answer> {
  const { enforceRole, ...others } = await readObject(request);
  requireGroup(request, id);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw notValid([{ path: `/${unknown}`, errors: ['only enforceRole can be patched'] }]);
  if (enforceRole === true)
    throw notValid([{ path: '/enforceRole', errors: ['is not supported; give each app its role'] }]);
  return ok(requireGroup(request, id));
}

async function remove(request: Request, id: string): Promise<Answer> {
  const { view } = request.plane;
  const changes = requireApps(view, id).map((record) => removeApp(view, idOf(record)));
  return underWay(await run(request, changes, { cause: `delete the group ${id}`, group: id }));
}

function answerVersions(request: Request, id: string): Answer {
  if (request.method !== 'GET') throw methodNotAllowed(request);
  return ok(groupVersions(request.plane.view, requireApps(request.plane.view, id)));
}
