import type { DeploymentRecord } from '@gantry/model';
import { changeApp, removeApp, restartApp } from './app-change.ts';
import { idOf, isBelow, resolveId } from './app-id.ts';
import { appOf, findRecord, requireApp, versionsOf } from './app-record.ts';
import {
  allEmbeds,
  appView,
  type Embed,
  embeds,
  usualEmbeds,
  versionNames,
  versionView,
} from './app-view.ts';
import { run } from './change-request.ts';
import { matchesLabels } from './label-selector.ts';
import type { Json } from './plain-data.ts';
import { notValid, Refusal } from './refusal.ts';
import {
  type Answer,
  flag,
  methodNotAllowed,
  ok,
  type Request,
  readList,
  readObject,
  underWay,
} from './request.ts';
import { answerAppTasks } from './routes-tasks.ts';

/** `/v2/apps` and what is below it. An app's id may hold slashes, so that its own parts are found from the end. */
export async function answerApps(request: Request, parts: string[]): Promise<Answer> {
  if (parts.length === 0) return answerCollection(request);
  const tasks = parts.lastIndexOf('tasks');
  if (tasks > 0 && tasks >= parts.length - 2)
    return answerAppTasks(request, idFrom(parts.slice(0, tasks)), parts[tasks + 1]);
  const versions = parts.lastIndexOf('versions');
  if (versions > 0 && versions >= parts.length - 2)
    return answerVersions(request, idFrom(parts.slice(0, versions)), parts[versions + 1]);
  if (parts.at(-1) === 'restart' && parts.length > 1) return restart(request, idFrom(parts.slice(0, -1)));
  if (parts.at(-1) === '*') return ok({ '*': listBelow(request, idFrom(parts.slice(0, -1))) });
  return answerApp(request, idFrom(parts));
}

const idFrom = (parts: readonly string[]) => `/${parts.join('/')}`;

async function answerCollection(request: Request): Promise<Answer> {
  switch (request.method) {
    case 'GET':
      return ok({ apps: list(request) });
    case 'POST':
      return create(request);
    case 'PUT':
      return changeMany(request, flag(request, 'partialUpdate', true));
    case 'PATCH':
      return changeMany(request, true);
  }
  throw methodNotAllowed(request);
}

async function answerApp(request: Request, id: string): Promise<Answer> {
  const { view } = request.plane;
  switch (request.method) {
    case 'GET':
      return ok({ app: appView(view, requireApp(view, id), embedOf(request, allEmbeds)) });
    case 'PUT':
      return changeOne(request, id, flag(request, 'partialUpdate', true));
    case 'PATCH':
      requireApp(view, id);
      return changeOne(request, id, true);
    case 'DELETE':
      return underWay(
        await run(request, [removeApp(view, id)], {
          force: flag(request, 'force', true),
          cause: `delete ${id}`,
        }),
      );
  }
  throw methodNotAllowed(request);
}

function list(request: Request): Json[] {
  const { view } = request.plane;
  const embed = embedOf(request, usualEmbeds);
  return [...view.all('deployments')].filter(filterOf(request)).map((record) => appView(view, record, embed));
}

function listBelow(request: Request, group: string): Json[] {
  const { view } = request.plane;
  const embed = embedOf(request, usualEmbeds);
  const below = [...view.all('deployments')].filter((record) => isBelow(idOf(record), group));
  return below.map((record) => appView(view, record, embed));
}

/** `id` and `cmd` by a part of their text, `label` by a selector. */
function filterOf({ query, plane }: Request): (record: DeploymentRecord) => boolean {
  const [id, cmd, label] = [query.get('id'), query.get('cmd'), query.get('label')];
  const matches = label === null ? null : matchesLabels(label);
  return (record) => {
    if (id !== null && !idOf(record).includes(id)) return false;
    if (cmd === null && matches === null) return true;
    const app = appOf(plane.view, record);
    return (cmd === null || (app.cmd ?? '').includes(cmd)) && (matches === null || matches(app.labels ?? {}));
  };
}

const synonyms: Record<string, Embed> = {
  'apps.count': 'apps.counts',
  'apps.failures': 'apps.lastTaskFailure',
};

/** `app.tasks` of one app and `apps.tasks` of many are the same wish; none at all is the usual one. */
export function embedOf({ query }: Request, usual: ReadonlySet<Embed>): ReadonlySet<Embed> {
  const wanted = query.getAll('embed').map((name) => name.replace(/^(group\.)?apps?\./, 'apps.'));
  if (wanted.length === 0) return usual;
  const known = new Set<string>(embeds);
  return new Set(
    wanted.map((name) => synonyms[name] ?? name).filter((name): name is Embed => known.has(name)),
  );
}

async function create(request: Request): Promise<Answer> {
  const { view } = request.plane;
  const body = await readObject(request);
  if (typeof body.id !== 'string') throw notValid([{ path: '/id', errors: ['is required'] }]);
  const id = resolveId(body.id, '/');
  if (findRecord(view, id) !== null)
    throw new Refusal(409, { message: `An app with id [${id}] already exists.` });
  const result = await run(request, [changeApp(view, { id, body, merge: false })], { cause: `create ${id}` });
  const answer = underWay(result, 201, appView(view, requireApp(view, id), usualEmbeds));
  return { ...answer, headers: { ...answer.headers, location: `/marathon/v2/apps${id}` } };
}

async function changeOne(request: Request, id: string, merge: boolean): Promise<Answer> {
  const { view } = request.plane;
  const isNew = findRecord(view, id) === null;
  const change = changeApp(view, { id, body: await readObject(request), merge });
  const result = await run(request, [change], { cause: `update ${id}` });
  return underWay(result, isNew ? 201 : 200);
}

async function changeMany(request: Request, merge: boolean): Promise<Answer> {
  const { view } = request.plane;
  const changes = (await readList(request)).map((body, index) => {
    if (typeof body.id !== 'string') throw notValid([{ path: `(${index})/id`, errors: ['is required'] }]);
    return changeApp(view, { id: resolveId(body.id, '/'), body, merge });
  });
  return underWay(await run(request, changes, { cause: 'update apps' }));
}

async function restart(request: Request, id: string): Promise<Answer> {
  if (request.method !== 'POST') throw methodNotAllowed(request);
  const { plane } = request;
  return underWay(await run(request, [restartApp(plane.view, id, plane.now())], { cause: `restart ${id}` }));
}

function answerVersions(request: Request, id: string, version: string | undefined): Answer {
  if (request.method !== 'GET') throw methodNotAllowed(request);
  const { view } = request.plane;
  const record = requireApp(view, id);
  if (version === undefined) return ok(versionNames(view, record));
  const found = versionsOf(view, record).find((one) => Date.parse(one.version) === Date.parse(version));
  if (found === undefined)
    throw new Refusal(404, { message: `App '${id}' does not have the version ${version}` });
  return ok(versionView(view, record, found));
}
