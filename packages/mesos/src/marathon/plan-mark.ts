import type { View } from '@gantry/engine';
import type { DeploymentRecord } from '@gantry/model';
import { z } from 'zod';
import { idOf } from './app-id.ts';

/**
 * A Marathon deployment is a plan over several apps that outlives this process: each app that has still something to do
 * in it carries the plan in an annotation. What is left of a plan is what still carries it; nothing else is kept.
 */
export const planAnnotation = 'gantry.local/marathon-deployment';

const action = z.enum(['StartApplication', 'StopApplication', 'ScaleApplication', 'RestartApplication']);
export type Action = z.infer<typeof action>;

const step = z.object({ actions: z.array(z.object({ action, app: z.string() })) });
export type Step = z.infer<typeof step>;

const planMark = z.object({
  id: z.string(),
  version: z.string(),
  steps: z.array(step),
  /** Which step this app is in, from 0. */
  step: z.int(),
  action,
  /** Its change waits, paused, for the earlier steps. */
  held: z.boolean(),
  instances: z.int(),
  /** What to go back to, of each app of the plan. null: it is new. */
  before: z.record(z.string(), z.object({ revision: z.int(), replicas: z.int() }).nullable()),
  /** The group that was changed; null: a single app. */
  group: z.string().nullable(),
});
export type PlanMark = z.infer<typeof planMark>;

/** null: not in a plan, or its annotation was broken by hand. */
export function markOf({ annotations }: Pick<DeploymentRecord, 'annotations'>): PlanMark | null {
  const text = annotations[planAnnotation];
  if (text === undefined) return null;
  try {
    return planMark.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export function withMark(annotations: Record<string, string>, mark: PlanMark | null): Record<string, string> {
  const { [planAnnotation]: _, ...others } = annotations;
  return mark === null ? others : { ...others, [planAnnotation]: JSON.stringify(mark) };
}

export interface Member {
  record: DeploymentRecord;
  mark: PlanMark;
}

/** The apps that still carry a plan. */
export function membersOf(view: View, planId: string): Member[] {
  return [...view.all('deployments')].flatMap((record) => {
    const mark = markOf(record);
    return mark?.id === planId ? [{ record, mark }] : [];
  });
}

/** Whether nothing is left to do for the app: as many tasks as wanted, all of the newest revision and available. */
export function isSettled(
  view: View,
  { id, spec, status, generation, paused, deletingAtMs }: DeploymentRecord,
): boolean {
  if (paused || deletingAtMs !== null || status.observedGeneration !== generation) return false;
  if (openRollout(view, id) !== null || status.terminatingReplicas > 0) return false;
  const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
  return counts.every((count) => count === spec.replicas);
}

export function openRollout(view: View, id: DeploymentRecord['id']) {
  return view.rolloutsOf(id).find(({ endedAtMs }) => endedAtMs === null) ?? null;
}

/** What a change made elsewhere is here: its rollout, or its deletion. null: the app is at rest, or held by a person. */
export function foreignMotion(view: View, record: DeploymentRecord): { id: string; action: Action } | null {
  if (record.deletingAtMs !== null) return { id: `stop-${record.id}`, action: 'StopApplication' };
  const rollout = record.paused ? null : openRollout(view, record.id);
  if (rollout === null) return null;
  return {
    id: rollout.id,
    action: rollout.fromRevision === null ? 'ScaleApplication' : 'RestartApplication',
  };
}

/** The ids of the deployments that one app is locked by. */
export function motionsOf(view: View, record: DeploymentRecord): string[] {
  const mark = markOf(record);
  if (mark !== null) return [mark.id];
  const motion = foreignMotion(view, record);
  return motion === null ? [] : [motion.id];
}

/** The ids of the deployments that touch any of the apps: a plan locks all its apps until it is over. */
export function locksOn(view: View, appIds: ReadonlySet<string>): string[] {
  const locks = new Set<string>();
  for (const record of view.all('deployments')) {
    const touched = markOf(record)?.steps.some(({ actions }) => actions.some(({ app }) => appIds.has(app)));
    if (touched || appIds.has(idOf(record))) for (const lock of motionsOf(view, record)) locks.add(lock);
  }
  return [...locks];
}
