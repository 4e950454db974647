import type { Commit, DeploymentRecord, RevisionRecord } from '@gantry/model';
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
  const fromAtMs = Math.max(sinceAtMs, commits[0]?.atMs ?? toAtMs);
  return ribbonOf({
    deployment,
    desiredAtStart:
      replicasAt(ctx.plane.view.revisionsOf(deployment.id), fromAtMs) ?? deployment.spec.replicas,
    tasksNow: ctx.plane.view.tasksOfDeployment(deployment.id),
    commits,
    fromAtMs,
    toAtMs,
    maxPoints,
  });
}

/** Of the revision that was current then. A scaling between it and that moment is not known. */
function replicasAt(revisions: readonly RevisionRecord[], atMs: number): number | null {
  const before = revisions.filter(({ createdAtMs }) => createdAtMs <= atMs);
  return before.sort((a, b) => a.number - b.number).at(-1)?.replicas ?? null;
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
