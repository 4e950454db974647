import type { FrameworkId, FrameworkRecord, JobKind, JobRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import type { State } from '../state/state.ts';

type BuiltIn = Exclude<FrameworkRecord['kind'], 'mesos'>;

/** The built-in frameworks, of which each launches tasks of its own kind. Their ids are the same in every cluster. */
const idOf: Record<BuiltIn, FrameworkId> = {
  deployments: 'f0-0' as FrameworkId,
  batch: 'f0-1' as FrameworkId,
  gang: 'f0-2' as FrameworkId,
  build: 'f0-3' as FrameworkId,
  cron: 'f0-4' as FrameworkId,
};

const kindOf = new Map(Object.entries(idOf).map(([kind, id]) => [id, kind as BuiltIn]));

export const deploymentsFrameworkId = idOf.deployments;
export const jobFrameworkId = (kind: JobKind): FrameworkId => idOf[kind];

/** Who launches a job's tasks: what a cron or build job runs is launched by the framework of that kind. */
export function frameworkOfJob(state: State, { parentId, spec }: JobRecord): FrameworkId {
  const parent = parentId === null ? undefined : state.get('jobs', parentId);
  return idOf[(parent?.spec ?? spec).plan.kind];
}

/** A built-in framework's record, with this role among its own. */
export function builtInFramework(draft: Draft, id: FrameworkId, role: string): FrameworkRecord {
  const known = draft.state.get('frameworks', id);
  if (known === undefined) return draft.put('frameworks', newFramework(id, role, draft.nowMs));
  if (known.roles.includes(role)) return known;
  return draft.put('frameworks', { ...known, roles: [...known.roles, role].sort() });
}

function newFramework(id: FrameworkId, role: string, nowMs: number): FrameworkRecord {
  const kind = kindOf.get(id)!;
  return {
    id,
    name: kind,
    kind,
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
