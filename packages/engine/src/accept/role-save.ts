import { type CommandOf, resourceKinds } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';

/** Sets a role's weight and quota. A guarantee above the limit could never be kept. */
export function saveRole(draft: Draft, command: CommandOf<'role.save'>): Acceptance {
  const { type: _, ...role } = command;
  const { name, quotaGuarantee: least, quotaLimit: most } = role;
  if (least !== null && most !== null && resourceKinds.some((kind) => least[kind] > most[kind]))
    return refuse(
      'invalid',
      `quotaGuarantee: is above the limit of role ${name}; raise the limit or lower it.`,
    );
  const before = draft.state.get('roles', name);
  const after = before === undefined ? draft.put('roles', role) : draft.update('roles', before, role);
  if (before === after) return alreadySo(name, `Role ${name} is so already.`);
  // Another quota may let tasks go that wait, or make others do.
  for (const key of draft.state.index('waitingTasks').keys()) draft.agenda.markWaiting(key);
  const about = { objectKind: 'role', objectId: `role/${name}`, objectName: name, namespace: '' } as const;
  record(draft, about, 'RoleChanged', `Its weight is ${role.weight}.`);
  return accepted(name, `Role ${name} is saved.`);
}
