import { currentVersion, findRecord } from './app-record.ts';
import { type AppChange, drawPlan } from './plan.ts';
import { type DeploymentResult, startPlan } from './plan-run.ts';
import { flag, type Request } from './request.ts';

/** Draws up the changes and starts them. Nothing to change gives a deployment that is over already. */
export async function run(
  request: Request,
  changes: readonly AppChange[],
  { force, cause, group }: { force?: boolean; cause: string; group?: string },
): Promise<DeploymentResult> {
  const { plane, actor } = request;
  const start = {
    actor,
    cause,
    force: force ?? flag(request, 'force'),
    ...(group === undefined ? {} : { group }),
  };
  const result = await startPlan(plane, drawPlan(changes), start);
  const only = changes.length === 1 && group === undefined ? findRecord(plane.view, changes[0]!.id) : null;
  return only === null ? result : { ...result, version: currentVersion(plane.view, only) };
}
