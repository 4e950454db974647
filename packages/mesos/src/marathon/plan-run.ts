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

/** The plans whose apps do not all carry them yet: nobody moves them on. */
const starting = new Set<string>();

/**
 * Starts a plan: each app is told what it shall be, with the plan in its annotations; those of later steps are held,
 * paused, until the earlier ones are done, and what goes is deleted. Throws 409 when another deployment has one of the
 * apps, unless forced: then the apps leave that plan for this one, and the rest of it goes on. What the actor may not do
 * of where the plan leads refuses all of it, before any is done.
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
  await refuseWhole(plane, plan, start);
  const first = Math.min(...plan.changes.map(({ step }) => step));
  const frame = { id, version, plan, first, before: presentOf(plan), group: start.group ?? null };
  // The earlier steps first: what is held waits for apps that carry the plan, so they must carry it already.
  starting.add(id);
  try {
    for (const change of plan.changes.toSorted((a, b) => a.step - b.step)) {
      const mark = markFor(change, frame);
      await submit(plane, applyChange(change, mark, start.cause), start.actor);
    }
    // What goes is always the first step: whoever asked for it deletes it, and is told of in the audit.
    for (const { wanted, record } of plan.changes)
      if (wanted === null) await submit(plane, deletion(record!), start.actor);
  } finally {
    starting.delete(id);
    await advancePlan(plane, id);
  }
  return { version, deploymentId: id };
}

/** What would be refused of the plan's end is asked for by itself, so that it is refused, and told of, as anybody's is. */
async function refuseWhole(
  plane: ControlPlane,
  { changes }: DrawnPlan,
  { actor, cause }: Start,
): Promise<void> {
  const refused = changes
    .map((change) => endOf(change, cause))
    .find((command) => plane.refusalOf(command, actor) !== null);
  if (refused !== undefined) await submit(plane, refused, actor);
}

/** Where the plan leads one of its apps, without the steps to there. */
const endOf = ({ wanted, record }: PlannedChange, cause: string): Command =>
  wanted === null ? deletion(record!) : apply(wanted, { cause, ifGeneration: record?.generation ?? null });

function deletion({ namespace, name }: DeploymentRecord): Command {
  return { type: 'deployment.delete', namespace, name, planHash: null, graceSeconds: null };
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
  if (mark.action === 'StopApplication') return deletion(record);
  if (mark.held) {
    const parts = partsOf(view, record);
    const spec = { ...parts.spec, replicas: mark.instances };
    const annotations = withMark(record.annotations, { ...mark, held: false });
    return apply(
      { ...parts, spec, annotations, paused: false },
      { cause: 'what it depends on is there', ifGeneration: record.generation },
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
  for (let moved = !starting.has(planId); moved; ) {
    const members = membersOf(plane.view, planId);
    const commands = members.flatMap((member) => nextCommand(plane.view, member, members) ?? []);
    const results = await Promise.all(commands.map((command) => plane.submit(command, self)));
    moved = results.some(({ ok }) => ok);
  }
}
