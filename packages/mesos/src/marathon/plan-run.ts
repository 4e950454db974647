import { randomUUID } from 'node:crypto';
import type { ControlPlane } from '@gantry/controlplane';
import type { View } from '@gantry/engine';
import type { Actor, Command, CommandReply, DeploymentParts, DeploymentRecord } from '@gantry/model';
import { partsOf } from './app-record.ts';
import type { DrawnPlan, PlannedChange } from './plan.ts';
import { isSettled, locksOn, type Member, membersOf, type PlanMark, withMark } from './plan-mark.ts';
import { locked, refusalOf } from './refusal.ts';

export interface DeploymentResult {
  version: string;
  deploymentId: string;
}

/** Submits, and throws what the engine says no to. */
export async function submit(plane: ControlPlane, command: Command, actor: Actor): Promise<CommandReply> {
  const result = await plane.submit(command, actor);
  if (!result.ok) throw refusalOf(result.error);
  return result.value;
}

export interface Start {
  actor: Actor;
  force: boolean;
  cause: string;
  group?: string;
}

/**
 * Starts a plan: each app is told what it shall be, with the plan in its annotations; those of later steps are held,
 * paused, until the earlier ones are done. Throws 409 when another deployment has one of the apps, unless forced: then
 * the apps leave that plan for this one, and the rest of it goes on.
 */
export async function startPlan(
  plane: ControlPlane,
  plan: DrawnPlan,
  start: Start,
): Promise<DeploymentResult> {
  const id = randomUUID();
  const version = new Date(plane.now()).toISOString();
  const locks = locksOn(plane.view, new Set(plan.changes.map((change) => change.id)));
  if (locks.length > 0 && !start.force) throw locked(locks);
  const first = Math.min(...plan.changes.map(({ step }) => step));
  const frame = { id, version, plan, first, before: presentOf(plan), group: start.group ?? null };
  // The earlier steps first: what is held waits for apps that carry the plan, so they must carry it already.
  for (const change of plan.changes.toSorted((a, b) => a.step - b.step)) {
    const mark = markFor(change, frame);
    await submit(plane, applyChange(change, mark, start.cause), start.actor);
  }
  await advancePlan(plane, id);
  return { version, deploymentId: id };
}

interface Frame extends Pick<PlanMark, 'id' | 'version' | 'before' | 'group'> {
  plan: DrawnPlan;
  first: number;
}

function markFor({ step, action, wanted }: PlannedChange, { first, plan, ...frame }: Frame): PlanMark {
  const instances = wanted?.spec.replicas ?? 0;
  return { ...frame, steps: plan.steps, step, action, held: step > first, instances };
}

/** What to go back to, should the plan be rolled back. */
function presentOf({ changes }: DrawnPlan): PlanMark['before'] {
  const present = changes.map(({ id, record }) => [
    id,
    record === null ? null : { revision: record.revision, replicas: record.spec.replicas },
  ]);
  return Object.fromEntries(present);
}

/** A held change of size waits in the plan's mark, for a paused deployment would follow it at once. */
function applyChange({ wanted, current, record }: PlannedChange, mark: PlanMark, cause: string): Command {
  const parts = wanted ?? current!;
  const replicas = mark.held && current !== null ? current.spec.replicas : parts.spec.replicas;
  const spec = { ...parts.spec, replicas };
  const paused = mark.held && mark.action !== 'StopApplication';
  const annotations = withMark(parts.annotations, mark);
  return apply({ ...parts, spec, annotations, paused }, { cause, ifGeneration: record?.generation ?? null });
}

export function apply(
  parts: DeploymentParts,
  { cause, ifGeneration }: { cause: string; ifGeneration: number | null },
): Command {
  const mode = ifGeneration === null ? 'create' : 'update';
  return { type: 'deployment.apply', ...parts, planHash: null, cause, mode, ifGeneration };
}

/** What the plan needs next for one of its apps; null: nothing yet. */
export function nextCommand(view: View, { record, mark }: Member, plan: readonly Member[]): Command | null {
  const isWaiting = plan.some((other) => other.mark.step < mark.step);
  if (isWaiting || record.deletingAtMs !== null) return null;
  const { namespace, name, generation } = record;
  if (mark.action === 'StopApplication') {
    return { type: 'deployment.delete', namespace, name, planHash: null, graceSeconds: null };
  }
  if (mark.held) {
    const parts = partsOf(view, record);
    const spec = { ...parts.spec, replicas: mark.instances };
    const annotations = withMark(record.annotations, { ...mark, held: false });
    return apply(
      { ...parts, spec, annotations, paused: false },
      { cause: 'what it depends on is there', ifGeneration: generation },
    );
  }
  if (!isSettled(view, record)) return null;
  return withoutPlan(view, record, 'its Marathon deployment is complete');
}

/** The app as it is, in no plan. */
export function withoutPlan(view: View, record: DeploymentRecord, cause: string): Command {
  const parts = { ...partsOf(view, record), annotations: withMark(record.annotations, null) };
  return apply(parts, { cause, ifGeneration: record.generation });
}

/** Whoever asked for the plan was held to their rights then: what it goes on with is the cluster's own doing. */
const self: Actor = { name: 'marathon', via: 'engine' };

/** Does all that a plan needs now. An answer that comes too late (the app has changed) is left to the next look. */
export async function advancePlan(plane: ControlPlane, planId: string): Promise<void> {
  for (let moved = true; moved; ) {
    const members = membersOf(plane.view, planId);
    const commands = members.flatMap((member) => nextCommand(plane.view, member, members) ?? []);
    const results = await Promise.all(commands.map((command) => plane.submit(command, self)));
    moved = results.some(({ ok }) => ok);
  }
}
