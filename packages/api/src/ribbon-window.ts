import type { Commit, DeploymentRecord } from '@gantry/model';
import type { Context } from './context.ts';
import { type Ribbon, ribbonOf } from './ribbon.ts';

/** So many commits are looked at for one ribbon at the most: on a busy cluster it reaches less far back. */
const maxCommits = 20_000;
const commitsPerRead = 1_000;

/** The ribbon of the last `windowSeconds`, as far as commits are kept and `maxCommits` reaches. */
export async function readRibbon(
  ctx: Context,
  deployment: DeploymentRecord,
  { windowSeconds, maxPoints }: { windowSeconds: number; maxPoints: number },
): Promise<Ribbon> {
  const toAtMs = ctx.plane.now();
  const sinceAtMs = Math.max(toAtMs - windowSeconds * 1_000, deployment.createdAtMs);
  const commits = await commitsSince(ctx, sinceAtMs);
  return ribbonOf({
    deployment,
    tasksNow: ctx.plane.view.tasksOfDeployment(deployment.id),
    commits,
    fromAtMs: Math.max(sinceAtMs, commits[0]?.atMs ?? toAtMs),
    toAtMs,
    maxPoints,
  });
}

async function commitsSince({ plane, history }: Context, atMs: number): Promise<Commit[]> {
  const newest = plane.view.revision;
  const { revision, oldest } = await history.revisionAt(atMs);
  const commits: Commit[] = [];
  let after = Math.max(revision, oldest, newest - maxCommits);
  while (after < newest) {
    const read = await history.commits(after, commitsPerRead);
    const last = read.at(-1);
    if (!last) break;
    commits.push(...read);
    after = last.revision;
  }
  return commits;
}
