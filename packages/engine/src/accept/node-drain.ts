import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { markDeploymentsOn } from '../plan/drain.ts';
import { aboutNode, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, findNode } from './answer.ts';

/** Cordons the node and has its tasks moved to others, never below what their deployments allow (rules DR). */
export function drainNode(draft: Draft, command: CommandOf<'node.drain'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const { deadlineSeconds, force } = command;
  const { name, drain } = found.value;
  if (drain !== null && drain.doneAtMs === null && drain.force === force && deadlineSeconds === null) {
    return alreadySo(name, `Node ${name} is being drained already.`);
  }
  const startedAtMs = draft.nowMs;
  const deadlineAtMs = deadlineSeconds === null ? null : startedAtMs + deadlineSeconds * 1000;
  draft.update('nodes', found.value, {
    cordoned: true,
    drain: { startedAtMs, deadlineAtMs, actor: draft.actor.name, force, doneAtMs: null },
  });
  markDeploymentsOn(draft, found.value);
  record(draft, aboutNode(found.value), 'Draining', 'Its tasks are being moved to other nodes.');
  return accepted(name, `Node ${name} is being drained.`);
}
