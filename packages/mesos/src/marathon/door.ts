import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, ControlPlane, Door } from '@gantry/controlplane';
import { streamEvents } from './event-stream.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { type Answer, ok, type Request, send, toRequest } from './request.ts';
import { answerApps } from './routes-apps.ts';
import { answerDeployments } from './routes-deployments.ts';
import { answerGroups } from './routes-groups.ts';
import { answerInfo, answerLeader, answerMetrics, answerQueue } from './routes-info.ts';
import { answerTasks } from './routes-tasks.ts';
import { Sequencer } from './sequencer.ts';

export interface MarathonDoor extends Door {
  /** Ends the event streams, and moves no plan on any more. */
  close(): void;
}

/** Marathon's API under `/marathon`: apps are deployments, and all that is kept is in the tables. */
export function createMarathonDoor(plane: ControlPlane): MarathonDoor {
  const sequencer = new Sequencer(plane);
  const streams = new Set<() => void>();
  return {
    prefixes: ['/marathon'],
    handle: (message, response, caller) => answer({ plane, streams }, { message, response, caller }),
    refuse: (response, rejection) => sendRefusal(response, refusalOf(rejection)),
    close() {
      sequencer.close();
      for (const end of [...streams]) end();
    },
  };
}

interface Exchange {
  message: IncomingMessage;
  response: ServerResponse;
  caller: Caller;
}

async function answer(
  { plane, streams }: { plane: ControlPlane; streams: Set<() => void> },
  { message, response, caller }: Exchange,
): Promise<void> {
  try {
    const request = toRequest(plane, message, caller);
    if (request.parts.join('/') === 'v2/events') streamEvents(request, response, streams);
    else send(response, await route(request));
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    sendRefusal(response, thrown);
  }
}

function sendRefusal(response: ServerResponse, { status, body }: Refusal): void {
  send(response, { status, body });
}

function route(request: Request): Promise<Answer> | Answer {
  const [version, subject = '', ...rest] = request.parts;
  if (version === 'ping' && subject === '') return ok('pong\n');
  if (version === 'metrics' && subject === '') return answerMetrics(request);
  const handler = version === 'v2' ? routes[subject] : undefined;
  if (handler) return handler(request, rest);
  throw new Refusal(404, { message: absent[subject] ?? 'There is nothing at this path.' });
}

const routes: Record<string, (request: Request, parts: string[]) => Promise<Answer> | Answer> = {
  apps: answerApps,
  groups: answerGroups,
  deployments: answerDeployments,
  tasks: answerTasks,
  queue: answerQueue,
  info: answerInfo,
  leader: answerLeader,
  plugins: () => ok({ plugins: [] }),
  features: () => ok([]),
};

/** Of what Marathon had and this has not, what to do instead. */
const absent: Record<string, string> = {
  pods: 'Pods are not served here. Put apps, or make tasks of several containers through the dashboard or kubectl.',
  eventSubscriptions: 'Callbacks are gone, as in Marathon since 1.6; read /v2/events.',
  artifacts: 'The artifact store is gone, as in Marathon since 1.6; give `fetch` an address.',
};
