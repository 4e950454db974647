import type { FrameworkId, FrameworkRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';

/** The built-in framework that launches the tasks of deployments. Its id is the same in every cluster. */
export const deploymentsFrameworkId = 'f0-0' as FrameworkId;

/** The framework's record, with this role among its own. */
export function deploymentsFramework(draft: Draft, role: string): FrameworkRecord {
  const known = draft.state.get('frameworks', deploymentsFrameworkId);
  if (known === undefined) return draft.put('frameworks', newFramework(role, draft.nowMs));
  if (known.roles.includes(role)) return known;
  return draft.put('frameworks', { ...known, roles: [...known.roles, role].sort() });
}

function newFramework(role: string, nowMs: number): FrameworkRecord {
  return {
    id: deploymentsFrameworkId,
    name: 'deployments',
    kind: 'deployments',
    roles: [role],
    principal: 'engine',
    capabilities: ['MULTI_ROLE', 'GPU_RESOURCES'],
    connected: true,
    active: true,
    suppressedRoles: [],
    failoverTimeoutMs: 0,
    registeredAtMs: nowMs,
    disconnectedAtMs: null,
    completedAtMs: null,
    webuiUrl: '',
    hostname: '',
    user: '',
    offersMade: 0,
    offersAccepted: 0,
    offersDeclined: 0,
    offersRescinded: 0,
  };
}
