import type { View } from '@gantry/engine';
import { hasEnded } from '@gantry/model';
import { findRecord } from './app-record.ts';
import { deploymentViews } from './deployment-view.ts';
import type { Json } from './plain-data.ts';
import { pendingTasks, queueView } from './queue-view.ts';
import { appMissing, Refusal } from './refusal.ts';
import { type Answer, methodNotAllowed, ok, type Request } from './request.ts';

/** The version of Marathon whose API this is: clients ask for it to know what they may send. */
const apiVersion = '1.10.17';

/** The address the client has reached us by is the one that it can reach us by. */
const leaderOf = ({ message }: Request) => message.headers.host ?? '';

export function answerInfo(request: Request): Answer {
  if (request.method !== 'GET') throw methodNotAllowed(request);
  const framework = [...request.plane.view.all('frameworks')].find(({ kind }) => kind === 'deployments');
  return ok({
    name: 'marathon',
    version: apiVersion,
    buildref: 'gantry',
    elected: true,
    leader: leaderOf(request),
    frameworkId: framework?.id ?? null,
    marathon_config: {
      framework_name: 'marathon',
      checkpoint: true,
      ha: true,
      mesos_role: '*',
      default_accepted_resource_roles: ['*'],
      features: [],
      max_versions: 50,
    },
    zookeeper_config: {},
    http_config: {},
    event_subscriber: null,
  });
}

export function answerLeader(request: Request): Answer {
  if (request.method === 'GET') return ok({ leader: leaderOf(request) });
  if (request.method !== 'DELETE') throw methodNotAllowed(request);
  const message = 'Leadership cannot be given up through this API; stop the control plane that leads.';
  throw new Refusal(403, { message });
}

export function answerQueue(request: Request, parts: string[]): Promise<Answer> | Answer {
  const { plane } = request;
  if (parts.length === 0 && request.method === 'GET')
    return ok({ queue: queueView(plane.view, plane.now()) });
  if (parts.at(-1) !== 'delay' || request.method !== 'DELETE') throw methodNotAllowed(request);
  return resetDelay(request, `/${parts.slice(0, -1).join('/')}`);
}

/** Those that wait out their back-off make way for new ones, which have not failed yet. */
async function resetDelay({ plane, actor }: Request, id: string): Promise<Answer> {
  const record = findRecord(plane.view, id);
  const waiting =
    record === null
      ? []
      : pendingTasks(plane.view, record).filter(({ notBeforeAtMs }) => notBeforeAtMs !== null);
  if (record === null) throw appMissing(id);
  if (waiting.length === 0)
    throw new Refusal(404, { message: `Application ${id} not found in tasks queue.` });
  await Promise.all(
    waiting.map(({ id: task }) =>
      plane.submit({ type: 'task.kill', task, graceSeconds: null, reason: 'delay reset' }, actor),
    ),
  );
  return { status: 204, body: undefined };
}

export function answerMetrics(request: Request): Answer {
  if (request.method !== 'GET') throw methodNotAllowed(request);
  const { view } = request.plane;
  const gauges = Object.entries(measure(view)).map(([name, value]): [string, Json] => [
    `marathon.${name}`,
    { value },
  ]);
  return ok({
    version: '4.0.0',
    gauges: Object.fromEntries(gauges),
    counters: {},
    histograms: {},
    meters: {},
    timers: {},
  });
}

function measure(view: View): Record<string, number> {
  const live = [...view.all('tasks')].filter(
    ({ state, deploymentId }) => deploymentId !== null && !hasEnded(state),
  );
  const groups = new Set([...view.all('deployments')].map(({ namespace }) => namespace));
  return {
    'apps.active.gauge': view.count('deployments'),
    'groups.active.gauge': groups.size,
    'deployments.active.gauge': deploymentViews(view).length,
    'instances.running.gauge': live.filter(({ state }) => state === 'running').length,
    'instances.staged.gauge': live.filter(({ state }) => state !== 'running' && state !== 'pending').length,
    'instances.inflight-kills.gauge': live.filter(({ desired }) => desired === 'stopped').length,
    'queue.size.gauge': live.filter(({ state }) => state === 'pending').length,
  };
}
