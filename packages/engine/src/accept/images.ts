import {
  type ContainerStatus,
  type DeploymentId,
  type DeploymentRecord,
  hasEnded,
  type LostImage,
  type Rejection,
  type RevisionRecord,
  rejection,
  type TaskRecord,
  type TemplateHash,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import type { View } from '../port.ts';
import { isSame } from '../same.ts';
import { aboutDeployment, record } from '../timeline.ts';

/** So many images of one container of a revision are told apart; a tag that moves all the time would fill the record. */
const mostImages = 8;

/** Notes what a task of a deployment runs, as its runtime resolved it, for its revision (rule RV12). */
export function noteImages(draft: Draft, before: TaskRecord, after: TaskRecord): void {
  const { deploymentId, revision } = after;
  const known = statusesOf(before);
  const isNew = ({ name, imageId }: ContainerStatus) =>
    imageId !== '' && !known.some((one) => one.name === name && one.imageId === imageId);
  const seen = statusesOf(after).filter(isNew);
  if (deploymentId === null || seen.length === 0) return;
  const noting = draft.state.revisionsOf(deploymentId).find(({ number }) => number === revision);
  if (noting === undefined) return;
  const noted = noting.images ?? {};
  const news = seen.filter(({ name, imageId }) => !noted[name]?.includes(imageId));
  if (news.length === 0) return;
  const added = news.map(({ name, imageId }) => [name, [...(noted[name] ?? []), imageId].slice(-mostImages)]);
  draft.update('revisions', noting, { images: { ...noted, ...Object.fromEntries(added) } });
}

const statusesOf = ({ initContainers = [], containers }: TaskRecord): ContainerStatus[] => [
  ...initContainers,
  ...containers,
];

/** What nodes said of the images that revisions ran. All revisions of one template ran the same. */
export function acceptLooks(
  draft: Draft,
  {
    deploymentId,
    looks,
  }: { deploymentId: DeploymentId; looks: { templateHash: TemplateHash; lost: LostImage | null }[] },
): void {
  const deployment = draft.state.get('deployments', deploymentId);
  if (deployment === undefined) return;
  const said = new Map(looks.map(({ templateHash, lost }) => [templateHash, lost]));
  for (const revision of draft.state.revisionsOf(deploymentId)) {
    const lost = said.get(revision.templateHash);
    if (lost === undefined || isSame(lost, revision.lost ?? null)) continue;
    draft.update('revisions', revision, { lost });
    tell(draft, deployment, revision, lost);
  }
}

/** A line of the timeline when it goes, and when it is back. */
function tell(
  draft: Draft,
  deployment: DeploymentRecord,
  { number, lost: before }: RevisionRecord,
  lost: LostImage | null,
): void {
  const about = aboutDeployment(deployment);
  const wasGone = before?.kind === 'gone';
  if (lost?.kind === 'gone' && !wasGone)
    record(draft, about, 'ImageGone', `Revision ${number} cannot run any more: ${lost.message}.`);
  else if (wasGone && lost?.kind !== 'gone')
    record(draft, about, 'ImageBack', `What revision ${number} ran is to be had again.`);
}

/**
 * Why the deployment cannot go back to a template that it had: nodes said that what it ran is gone, and none of its
 * tasks is alive. null: it can, or it never had it (rule RV13).
 */
export function whyGone(view: View, deployment: DeploymentRecord, wanted: TemplateHash): Rejection | null {
  if (wanted === deployment.templateHash) return null;
  const lost = view
    .revisionsOf(deployment.id)
    .filter(({ templateHash, lost }) => templateHash === wanted && lost?.kind === 'gone')
    .reduce<RevisionRecord | null>(
      (newest, one) => (newest && newest.number > one.number ? newest : one),
      null,
    );
  if (!lost?.lost || isAlive(view, deployment, wanted)) return null;
  return rejection(
    'image_gone',
    `Revision ${lost.number} of ${deployment.name} cannot run any more: ${lost.lost.message}. Put it back where it was, or choose another revision.`,
  );
}

function isAlive(view: View, { id }: DeploymentRecord, wanted: TemplateHash): boolean {
  for (const set of view.replicaSetsOf(id)) {
    if (set.templateHash !== wanted) continue;
    for (const task of view.tasksOfReplicaSet(set.id)) if (!hasEnded(task.state)) return true;
  }
  return false;
}
