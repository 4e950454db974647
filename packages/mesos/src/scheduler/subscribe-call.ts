import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControlPlane } from '@gantry/controlplane';
import { expectJsonAccepted, Refused, toRecord } from '@gantry/mesos-wire';
import type { Actor, FrameworkId, Rejection } from '@gantry/model';
import { throwIfPassing } from './answer-call.ts';
import type { CallOf } from './call.ts';
import { settingsOf } from './framework-settings.ts';
import { type Pace, Subscription } from './subscription.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface Subscribing {
  plane: ControlPlane;
  subscriptions: Subscriptions;
  request: IncomingMessage;
  response: ServerResponse;
  actor: Actor;
  /** When whoever asks is not let in any more; null: never. */
  expiresAtMs: number | null;
  pace: Pace;
  masterInfo: object;
}

/**
 * Opens a framework's event stream. What is wrong with the framework itself is told as the stream's only event, as
 * Mesos has it.
 */
export async function subscribe(of: Subscribing, call: CallOf<'SUBSCRIBE'>): Promise<void> {
  if (of.request.headers['mesos-stream-id'] !== undefined)
    throw new Refused(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
  const id = call.framework_id?.value ?? null;
  if (id !== (call.subscribe.framework_info.id?.value ?? null))
    throw new Refused(
      400,
      "Failed to validate Call: 'framework_id' differs from 'subscribe.framework_info.id'",
    );
  expectJsonAccepted(of.request);
  const settings = settingsOf(call.subscribe);
  if (typeof settings === 'string') return sendError(of.response, settings);
  const command = { type: 'framework.subscribe', framework: id as FrameworkId | null, ...settings } as const;
  const reply = await of.plane.submit(command, of.actor);
  if (reply.ok) open(of, reply.value.object as FrameworkId);
  else refuse(of, id, reply.error);
}

function open(of: Subscribing, frameworkId: FrameworkId): void {
  const { plane, subscriptions, response, pace } = of;
  const stream = new Subscription({ view: plane.view, response, frameworkId, pace, now: () => plane.now() });
  subscriptions.open(stream);
  const expiry =
    of.expiresAtMs === null
      ? undefined
      : setTimeout(() => response.end(), Math.min(of.expiresAtMs - Date.now(), 2 ** 31 - 1));
  const disconnect = () => {
    clearTimeout(expiry);
    if (subscriptions.drop(stream)) disconnectFramework(of, frameworkId);
  };
  // The client may have gone while the engine answered.
  if (response.destroyed) disconnect();
  response.on('close', disconnect);
  stream.begin(of.masterInfo);
  subscriptions.askAbout(stream);
}

/** The connection is the subscription: when it ends, the framework is disconnected. */
function disconnectFramework({ plane, actor }: Subscribing, framework: FrameworkId): void {
  // A control plane that stops refuses it; the next one finds the framework as connected, and disconnects it.
  plane.submit({ type: 'framework.disconnect', framework }, actor).catch(() => {});
}

function refuse({ response }: Subscribing, id: string | null, error: Rejection): void {
  throwIfPassing(error);
  if (error.code === 'forbidden') sendError(response, "Changing framework's principal is not allowed.");
  else if (error.code !== 'gone' || id === null) sendError(response, error.message);
  else sendError(response, 'Framework has been removed. Subscribe without an id to begin anew.');
}

function sendError(response: ServerResponse, message: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(toRecord({ type: 'ERROR', error: { message } }));
}
