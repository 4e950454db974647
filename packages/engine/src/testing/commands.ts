import type { CommandOf, NodeId } from '@gantry/model';

/** Commands about the deployment `web`, for tests. */

const web = { namespace: 'default', name: 'web', planHash: null };

export const scale = (replicas: number): CommandOf<'deployment.scale'> => ({
  ...web,
  type: 'deployment.scale',
  replicas,
});

export const setImage = (
  image: string,
  container: string | null = null,
): CommandOf<'deployment.setImage'> => ({
  ...web,
  type: 'deployment.setImage',
  container,
  image,
  cause: null,
});

export const rollback = (
  toRevision: number | null = null,
  replicas: number | null = null,
): CommandOf<'deployment.rollback'> => ({
  ...web,
  type: 'deployment.rollback',
  toRevision,
  replicas,
  cause: null,
});

export const abort: CommandOf<'rollout.abort'> = { ...web, type: 'rollout.abort', planHash: null };

export const pin = (revision: number, name: string | null): CommandOf<'revision.pin'> => ({
  type: 'revision.pin',
  namespace: 'default',
  name: 'web',
  revision,
  pin: name,
});

export const restart: CommandOf<'deployment.restart'> = { ...web, type: 'deployment.restart', cause: null };

export const pause: CommandOf<'deployment.pause'> = {
  type: 'deployment.pause',
  namespace: 'default',
  name: 'web',
};

export const resume: CommandOf<'deployment.resume'> = { ...pause, type: 'deployment.resume' };

export const remove = (graceSeconds: number | null = null): CommandOf<'deployment.delete'> => ({
  ...web,
  type: 'deployment.delete',
  graceSeconds,
});

export const drain = (
  node: NodeId,
  over: Partial<Pick<CommandOf<'node.drain'>, 'deadlineSeconds' | 'force'>> = {},
): CommandOf<'node.drain'> => ({
  type: 'node.drain',
  node,
  planHash: null,
  deadlineSeconds: null,
  force: false,
  ...over,
});
