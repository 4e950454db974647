import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescind } from '../offer/end-offer.ts';
import { removeFramework } from '../plan/framework.ts';
import { aboutFramework, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo } from './answer.ts';
import { findFramework } from './find-framework.ts';
import { offersOf } from './framework-subscribe.ts';

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
