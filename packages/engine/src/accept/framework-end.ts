import type { CommandOf, FrameworkId, FrameworkRecord, Rejection, Result } from '@gantry/model';
import { ok } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescind } from '../offer/end-offer.ts';
import { removeFramework } from '../plan/framework.ts';
import { aboutFramework, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { offersOf } from './framework-subscribe.ts';

/** A framework from outside that has not gone for good. */
export function findFramework(draft: Draft, id: FrameworkId): Result<FrameworkRecord, Rejection> {
  const framework = draft.state.get('frameworks', id);
  if (framework === undefined || framework.kind !== 'mesos')
    return refuse('not_found', `There is no framework ${id} that could be spoken for.`);
  return framework.completedAtMs === null
    ? ok(framework)
    : refuse('gone', `Framework ${id} has been removed.`);
}

export function disconnectFramework(draft: Draft, command: CommandOf<'framework.disconnect'>): Acceptance {
  const found = findFramework(draft, command.framework);
  if (!found.ok) return found;
  const { id, name, connected, failoverTimeoutMs } = found.value;
  if (!connected) return alreadySo(id, `Framework ${name} is not connected.`);
  for (const offer of offersOf(draft, id)) rescind(draft, offer, `${name} is not connected any more.`);
  const framework = draft.state.get('frameworks', id)!;
  draft.put('frameworks', { ...framework, connected: false, active: false, disconnectedAtMs: draft.nowMs });
  const message = `Its connection ended; it may come back within ${failoverTimeoutMs / 1000} s.`;
  record(draft, aboutFramework(framework), 'FrameworkDisconnected', message);
  return accepted(id, `Framework ${name} is disconnected.`);
}

export function removeFrameworkNow(draft: Draft, command: CommandOf<'framework.remove'>): Acceptance {
  const found = findFramework(draft, command.framework);
  if (!found.ok) return found;
  removeFramework(draft, found.value, command.reason);
  return accepted(found.value.id, `Framework ${found.value.name} is removed.`);
}
