import {
  type CommandReply,
  type DeploymentRecord,
  err,
  type NodeId,
  type NodeRecord,
  ok,
  type Rejection,
  type Result,
  rejection,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { pathOf } from '../state/indexes.ts';

/** What a command answers, but for the revision, which is known when the step is. */
export type Accepted = Omit<CommandReply, 'revision'>;
export type Acceptance = Result<Accepted, Rejection>;

export function accepted(object: string, message: string): Acceptance {
  return ok({ object, message, deploymentRevision: null, changed: true, intent: null });
}

/** What was asked for is so already: nothing is changed, and the sentence says so. */
export function alreadySo(object: string, message: string): Acceptance {
  return ok({ object, message, deploymentRevision: null, changed: false, intent: null });
}

export function acceptedFor(deployment: DeploymentRecord, message: string): Acceptance {
  return ok({ ...aboutIt(deployment), message, changed: true });
}

export function alreadySoFor(deployment: DeploymentRecord, message: string): Acceptance {
  return ok({ ...aboutIt(deployment), message, changed: false });
}

/** So many answers of acts that were asked for at once are told in full. */
const mostTold = 3;

/** Of several things that were asked for at once, in their order. */
export function acceptedTogether(answers: readonly Accepted[]): Acceptance {
  const [first] = answers;
  const told = answers.slice(0, mostTold).map(({ message }) => message);
  const more = answers.length - told.length;
  const message = [...told, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
  const changed = answers.some((answer) => answer.changed);
  return ok({ object: first!.object, message, deploymentRevision: null, changed, intent: null });
}

const aboutIt = (deployment: DeploymentRecord) => ({
  object: pathOf(deployment),
  deploymentRevision: deployment.revision,
  intent: null,
});

export function refuse(...of: Parameters<typeof rejection>): { ok: false; error: Rejection } {
  return err(rejection(...of));
}

/** A deployment that can still be changed. */
export function findDeployment(
  draft: Draft,
  { namespace, name }: { namespace: string; name: string },
): Result<DeploymentRecord, Rejection> {
  const deployment = draft.state.deployment(namespace, name);
  if (deployment === undefined) {
    return refuse(
      'not_found',
      `There is no deployment ${name} in namespace ${namespace}; list the deployments to see which there are.`,
    );
  }
  return deployment.deletingAtMs === null ? ok(deployment) : refuse('gone', goneMessage(name));
}

export const goneMessage = (name: string) => `Deployment ${name} is being deleted; wait until it is gone.`;

export function findNode(draft: Draft, id: NodeId): Result<NodeRecord, Rejection> {
  const node = draft.state.get('nodes', id) ?? draft.state.nodeByName(id);
  return node === undefined
    ? refuse('not_found', `There is no node ${id}; list the nodes to see which there are.`)
    : ok(node);
}
