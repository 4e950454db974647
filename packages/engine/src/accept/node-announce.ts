import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescindAllOn } from '../offer/end-offer.ts';
import { aboutNode, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, findNode } from './answer.ts';

/** Says when a node will be away; its offers are taken back and made anew with that in them (rule OF18). */
export function announceOnNode(draft: Draft, command: CommandOf<'node.announce'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const { unavailable } = command;
  const before = { ...found.value, unavailable: found.value.unavailable ?? null };
  const after = draft.update('nodes', before, { unavailable });
  if (after === before) return alreadySo(before.name, `Node ${before.name} is announced so already.`);
  const message = unavailable === null ? 'Its maintenance is called off.' : 'Its maintenance is announced.';
  rescindAllOn(draft, before.id, message);
  record(draft, aboutNode(after), 'MaintenanceAnnounced', message);
  return accepted(after.name, message);
}
