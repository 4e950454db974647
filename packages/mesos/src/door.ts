import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, ControlPlane, Door } from '@gantry/controlplane';
import { Refused, readCall, refusedFor, sendRefused } from '@gantry/mesos-wire';
import type { Actor } from '@gantry/model';
import type { OperatorStream } from './operator/event-stream.ts';
import type { AnswersOn } from './operator/maintenance.ts';
import { answerMaster, answerOperator } from './operator/routes.ts';
import { answerCall } from './scheduler/answer-call.ts';
import { call } from './scheduler/call.ts';
import { subscribe } from './scheduler/subscribe-call.ts';
import type { Pace, Subscription } from './scheduler/subscription.ts';
import { Subscriptions } from './scheduler/subscriptions.ts';
import { masterInfo } from './wire/master.ts';
import { mesosPrefixes } from './wire/redirect.ts';

export interface MesosDoor extends Door {
  /** Ends the event streams. The frameworks stay, and may come back within their failover time. */
  close(): void;
}

export interface MesosDoorOptions {
  clusterId: string;
  version: string;
  pace?: Pace;
}

const usualPace: Pace = { heartbeatMs: 5_000, retryMs: 10_000 };

/** Mesos's v1 scheduler API, its operator API and the endpoints that dashboards and clients read. */
export function createMesosDoor(plane: ControlPlane, options: MesosDoorOptions): MesosDoor {
  const subscriptions = new Subscriptions(plane);
  disconnectAll(plane);
  const scene: Scene = {
    ...{ plane, subscriptions, options, pace: options.pace ?? usualPace },
    startedAtMs: plane.now(),
    streams: new Set(),
  };
  return {
    prefixes: mesosPrefixes,
    async handle(request, response, caller) {
      try {
        await answer(scene, { request, response, caller });
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        sendRefused(response, thrown);
      }
    },
    refuse: (response, rejection) => sendRefused(response, refusedFor(rejection)),
    close() {
      subscriptions.close();
      for (const stream of scene.streams) stream.end();
    },
  };
}

/** Those that were connected when the last control plane ended: their failover time begins now. */
function disconnectAll(plane: ControlPlane): void {
  const actor: Actor = { name: 'engine', via: 'engine' };
  for (const { id, kind, connected } of plane.view.all('frameworks')) {
    if (kind === 'mesos' && connected)
      plane.submit({ type: 'framework.disconnect', framework: id }, actor).catch(() => {});
  }
}

interface Scene {
  plane: ControlPlane;
  subscriptions: Subscriptions;
  options: MesosDoorOptions;
  pace: Pace;
  startedAtMs: number;
  streams: Set<OperatorStream>;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  caller: Caller;
}

async function answer(scene: Scene, exchange: Exchange): Promise<void> {
  const { request, response, caller } = exchange;
  const path = (request.url ?? '').split('?', 1)[0]!.replace(/^\/master(?=\/api\/)/, '');
  if (path === '/api/v1/scheduler') await answerScheduler(scene, exchange);
  else {
    const { plane, options, startedAtMs, streams, pace } = scene;
    const answersOn: AnswersOn = (nodeId) => scene.subscriptions.answersOn(nodeId);
    const facts = { info: masterInfo(request, options), startedAtMs, version: options.version, answersOn };
    const actor: Actor = { name: caller.name, via: 'mesos' };
    const of = { plane, actor, request, response, facts, streams, heartbeatMs: pace.heartbeatMs };
    if (path === '/api/v1') await answerOperator(of);
    else await answerMaster(of);
  }
}

async function answerScheduler(scene: Scene, { request, response, caller }: Exchange): Promise<void> {
  const asked = await readCall(request, call);
  const { plane, subscriptions, pace, options } = scene;
  const actor: Actor = { name: caller.name, via: 'mesos' };
  if (asked.type === 'SUBSCRIBE') {
    const info = masterInfo(request, options);
    const of = { plane, subscriptions, pace, request, response, actor, masterInfo: info };
    await subscribe({ ...of, expiresAtMs: caller.expiresAtMs }, asked);
    return;
  }
  const stream = streamOf(scene, asked.framework_id?.value, request);
  const { status, body } = await stream.line.run(() =>
    answerCall({ plane, stream, subscriptions, actor }, asked),
  );
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, 'content-length': Buffer.byteLength(text) }).end(text);
}

/** Every call but SUBSCRIBE belongs to an open stream, and names it. */
function streamOf(
  { plane, subscriptions }: Scene,
  id: string | undefined,
  { headers }: IncomingMessage,
): Subscription {
  if (id === undefined)
    throw new Refused(400, "Failed to validate Call: Expecting 'framework_id' to be present");
  const framework = plane.view.get('frameworks', id);
  if (framework?.kind !== 'mesos' || framework.completedAtMs !== null)
    throw new Refused(400, 'Framework cannot be found');
  const stream = subscriptions.get(id);
  if (stream === undefined) throw new Refused(403, 'Framework is not subscribed');
  const streamId = headers['mesos-stream-id'];
  if (streamId === undefined)
    throw new Refused(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
  if (streamId !== stream.streamId)
    throw new Refused(
      400,
      `The stream ID included in this request didn't match the stream ID currently associated with framework ID ${id}`,
    );
  return stream;
}
