import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { markDeploymentsOn } from '../plan/drain.ts';
import { aboutNode, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, findNode } from './answer.ts';

export function cordonNode(draft: Draft, command: CommandOf<'node.cordon'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const { name, cordoned } = found.value;
  if (cordoned) return alreadySo(name, `Node ${name} is cordoned already.`);
  draft.update('nodes', found.value, { cordoned: true });
  record(draft, aboutNode(found.value), 'Cordoned', 'Takes no new tasks.');
  return accepted(name, `Node ${name} takes no new tasks.`);
}

/** Also ends a drain. */
export function uncordonNode(draft: Draft, command: CommandOf<'node.uncordon'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const { name, cordoned, drain } = found.value;
  if (!cordoned && drain === null) return alreadySo(name, `Node ${name} is not cordoned.`);
  draft.update('nodes', found.value, { cordoned: false, drain: null });
  markDeploymentsOn(draft, found.value);
  record(draft, aboutNode(found.value), 'Uncordoned', 'Takes new tasks again.');
  return accepted(name, `Node ${name} takes new tasks again.`);
}
