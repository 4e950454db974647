import type { View } from '@gantry/engine';
import { removeApp, restored } from './app-change.ts';
import { idOf } from './app-id.ts';
import { partsOf } from './app-record.ts';
import { run } from './change-request.ts';
import { deploymentViews } from './deployment-view.ts';
import type { AppChange } from './plan.ts';
import { foreignMotion, type Member, membersOf, openRollout, withMark } from './plan-mark.ts';
import { apply, submit } from './plan-run.ts';
import { Refusal } from './refusal.ts';
import { type Answer, flag, methodNotAllowed, ok, type Request, underWay } from './request.ts';

/** `/v2/deployments` and one of them. */
export async function answerDeployments(request: Request, parts: string[]): Promise<Answer> {
  const { view } = request.plane;
  if (parts.length === 0 && request.method === 'GET') return ok(deploymentViews(view));
  if (parts.length !== 1 || request.method !== 'DELETE') throw methodNotAllowed(request);
  const id = parts[0]!;
  const members = membersOf(view, id);
  const foreign = members.length > 0 ? null : foreignOf(view, id);
  if (members.length === 0 && foreign === null)
    throw new Refusal(404, { message: `DeploymentPlan ${id} does not exist` });
  if (flag(request, 'force')) return cancel(request, members, foreign);
  const changes = foreign === null ? inverse(view, members) : [inverseOfForeign(view, foreign)];
  return underWay(await run(request, changes, { force: true, cause: `roll back the deployment ${id}` }));
}

function foreignOf(view: View, id: string) {
  return [...view.all('deployments')].find((record) => foreignMotion(view, record)?.id === id) ?? null;
}

type Foreign = NonNullable<ReturnType<typeof foreignOf>>;

/** Leaves everything as it is now: what is not done is paused, and waits for the next change. */
async function cancel(
  request: Request,
  members: readonly Member[],
  foreign: Foreign | null,
): Promise<Answer> {
  const { plane, actor } = request;
  const cause = 'its Marathon deployment was cancelled';
  for (const record of [...members.map((member) => member.record), ...(foreign === null ? [] : [foreign])]) {
    if (record.deletingAtMs !== null) throw goneRefusal(idOf(record));
    const annotations = withMark(record.annotations, null);
    const parts = { ...partsOf(plane.view, record), annotations, paused: true };
    await submit(plane, apply(parts, { cause, ifGeneration: record.generation }), actor);
  }
  return { status: 202, body: undefined };
}

/** What was before the plan, of each of its apps: also of those that are done with it. */
function inverse(view: View, members: readonly Member[]): AppChange[] {
  const { before } = members[0]!.mark;
  return Object.entries(before).map(([id, past]) => {
    const change = past === null ? removeApp(view, id) : restored(view, id, past.revision, past.replicas);
    if (change === null || change.record?.deletingAtMs != null) throw goneRefusal(id);
    return change;
  });
}

function inverseOfForeign(view: View, record: Foreign): AppChange {
  const id = idOf(record);
  if (record.deletingAtMs !== null) throw goneRefusal(id);
  const from = openRollout(view, record.id)?.fromRevision ?? null;
  if (from === null) return removeApp(view, id);
  const change = restored(view, id, from, record.spec.replicas);
  if (change === null)
    throw new Refusal(409, {
      message: `Revision ${from} of the app '${id}' is not kept any more; put the app anew.`,
    });
  return change;
}

const goneRefusal = (id: string) =>
  new Refusal(409, {
    message: `The app '${id}' is being deleted, which cannot be taken back; put it anew once it is gone.`,
  });
