import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControlPlane } from '@gantry/controlplane';
import { expectJsonAccepted, Refused, readCall, readText } from '@gantry/mesos-wire';
import { mesosVersion } from '../wire/master.ts';
import { tell } from './answer.ts';
import { change, type Operator, submit, teardown, weights } from './change.ts';
import { OperatorStream } from './event-stream.ts';
import {
  bringDown,
  bringUp,
  machineIds,
  maintenanceSchedule,
  schedule,
  scheduleMessage,
  statusMessage,
} from './maintenance.ts';
import { snapshotOf } from './metrics.ts';
import { operatorCall, weightInfos } from './operator-call.ts';
import { readForm, resourceForms } from './resource-forms.ts';
import { oldRoles, quotaMessage } from './roles.ts';
import { type MasterFacts, oldFrameworks, oldSlaves, oldState, oldTasks, stateSummary } from './state.ts';

/** Done by agents in Mesos, and so answered before they are; here they are done when they are answered. */
const ofResources = new Set([
  'RESERVE_RESOURCES',
  'UNRESERVE_RESOURCES',
  'CREATE_VOLUMES',
  'DESTROY_VOLUMES',
]);

export interface OperatorRequest extends Operator {
  request: IncomingMessage;
  response: ServerResponse;
  facts: MasterFacts;
  heartbeatMs: number;
  streams: Set<OperatorStream>;
}

/** The operator API: `POST /api/v1`. */
export async function answerOperator(of: OperatorRequest): Promise<void> {
  const { plane, request, response, facts } = of;
  const call = await readCall(request, operatorCall);
  expectJsonAccepted(request);
  if (call.type === 'SUBSCRIBE') return openStream(of);
  if (await change(of, call)) return sendText(response, ofResources.has(call.type) ? 202 : 200, '');
  sendJson(of, { type: call.type, [call.type.toLowerCase()]: tell(plane, facts, call) });
}

/** Newer clients ask for RecordIO by name, and want to be told so. */
function openStream({ plane, request, response, heartbeatMs, streams }: OperatorRequest): void {
  const isNamed = /application\/recordio/.test(request.headers.accept ?? '');
  response.writeHead(200, {
    'cache-control': 'no-store',
    ...(isNamed
      ? { 'content-type': 'application/recordio', 'message-content-type': 'application/json' }
      : { 'content-type': 'application/json' }),
  });
  const stream = new OperatorStream(plane, response, { heartbeatMs });
  streams.add(stream);
  response.on('close', () => streams.delete(stream));
}

type Route = (of: OperatorRequest, query: URLSearchParams) => unknown;

const pages: Record<string, Route> = {
  state: ({ plane, facts }) => oldState(plane.view, facts),
  'state-summary': ({ plane, facts }) => stateSummary(plane, facts),
  slaves: ({ plane }, query) => oldSlaves(plane.view, query.get('slave_id')),
  frameworks: ({ plane }, query) => oldFrameworks(plane.view, query.get('framework_id')),
  tasks: ({ plane }, query) => oldTasks(plane.view, query),
  roles: ({ plane }) => ({ roles: oldRoles(plane) }),
  weights: ({ plane }) => Array.from(plane.view.all('roles'), ({ name, weight }) => ({ role: name, weight })),
  quota: ({ plane }) => ({ infos: quotaInfos(plane) }),
  version: ({ facts }) => ({ version: mesosVersion, git_tag: `gantry ${facts.version}` }),
  flags: () => ({ flags: {} }),
  'maintenance/schedule': ({ plane }) => scheduleMessage(plane.view),
  'maintenance/status': ({ plane, facts }) => statusMessage(plane.view, facts.answersOn),
  snapshot: ({ plane, facts }) => snapshotOf(plane, facts),
};

function quotaInfos({ view }: ControlPlane) {
  return [...view.all('roles')]
    .filter(({ quotaGuarantee, quotaLimit }) => quotaGuarantee !== null || quotaLimit !== null)
    .map((role) => ({ role: role.name, ...quotaMessage(role) }));
}

/** The endpoints that dashboards and older clients read. `.json` at their end is what those write. */
export async function answerMaster(of: OperatorRequest): Promise<void> {
  const { request, response, facts } = of;
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const name = path.replace(/^\/((master|metrics)(\/|$))?/, '').replace(/\.json$/, '');
  if (name === 'health') return sendText(response, 200, '');
  if (name === 'redirect') {
    response.writeHead(307, { location: `//${request.headers.host ?? facts.info.pid.split('@')[1]}` }).end();
    return;
  }
  if (await writes(of, name)) return;
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (page === undefined) throw new Refused(404, `There is nothing at ${path}.`);
  if (request.method !== 'GET') throw new Refused(405, 'Expecting GET.', { allow: 'GET' });
  sendJson(of, page(of, new URLSearchParams(query)));
}

/** True: it was a write, and is done. */
async function writes(of: OperatorRequest, name: string): Promise<boolean> {
  const { request, response } = of;
  const commandsIn = Object.hasOwn(resourceForms, name) ? resourceForms[name] : undefined;
  if (commandsIn !== undefined && request.method === 'POST') {
    for (const command of commandsIn(of, readForm(await readText(request)))) await submit(of, command);
    sendText(response, 202, '');
    return true;
  }
  if (name === 'teardown' && request.method === 'POST') {
    const id = new URLSearchParams(await readText(request)).get('frameworkId');
    if (id === null) throw new Refused(400, "Missing 'frameworkId' query parameter");
    await submit(of, teardown(id));
  } else if (name === 'weights' && request.method === 'PUT') {
    for (const command of weights(of, await readCall(request, weightInfos, 'PUT'))) await submit(of, command);
  } else if (name === 'maintenance/schedule' && request.method === 'POST') {
    const wanted = schedule(of.plane.view, await readCall(request, maintenanceSchedule));
    for (const command of wanted) await submit(of, command);
  } else if (name === 'machine/down' || name === 'machine/up') {
    const machines = await readCall(request, machineIds);
    const change = name === 'machine/down' ? bringDown : bringUp;
    for (const command of change(of.plane.view, machines)) await submit(of, command);
  } else return false;
  sendText(response, 200, '');
  return true;
}

/** With the revision as its tag: who polls and has it is told so, instead of all of it again. */
function sendJson({ plane, request, response }: OperatorRequest, body: unknown): void {
  const tag = `"${plane.view.revision}"`;
  if (request.method === 'GET' && request.headers['if-none-match'] === tag) {
    response.writeHead(304, { etag: tag }).end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache',
    etag: tag,
  });
  response.end(text);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text);
}
