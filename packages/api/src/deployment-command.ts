import { type Act, type CommandOf, fields, rejection } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findNode } from './find.ts';
import { type Asked, causeField, named, nodeField, planned } from './input.ts';
import { textToKeep } from './kept-text.ts';
import { manifestField, readManifest } from './manifest.ts';
import { accepted, refused } from './refusal.ts';

/** What each change asks for, and the command it becomes. Planning and doing share these, so they cannot differ. */

export const deployFields = {
  manifest: manifestField,
  /** `create` refuses when it exists, `update` when it does not. */
  mode: z.enum(['create', 'update', 'either']).default('either'),
  cause: causeField,
  /** Refused as `conflict` unless this is the deployment's generation now. */
  ifGeneration: z.int().min(0).nullish(),
  ...planned,
};
export const scaleFields = { ...named, ...planned, replicas: z.int().min(0) };
export const setImageFields = {
  ...named,
  ...planned,
  /** May be left out when there is only one. */
  container: z.string().min(1).max(253).nullish(),
  image: z.string().max(4_096),
  cause: causeField,
};
export const rollbackFields = {
  ...named,
  ...planned,
  /** Left out: the newest earlier one that came to serve. */
  toRevision: z.int().nullish(),
  /** Left out: as many as now. */
  replicas: z.int().min(0).nullish(),
  cause: causeField,
};
export const abortFields = { ...named, ...planned };
export const restartFields = { ...named, ...planned, cause: causeField };
export const deleteFields = {
  ...named,
  ...planned,
  /** Left out: the template's own termination grace period. */
  graceSeconds: z.number().min(0).max(86_400).nullish(),
};
export const drainFields = {
  node: nodeField,
  ...planned,
  deadlineSeconds: z.number().min(0).max(604_800).nullish(),
  /** Also stop tasks that nothing would start again elsewhere. */
  force: z.boolean().default(false),
};

export function deployCommand(input: Asked<typeof deployFields>): CommandOf<'deployment.apply'> {
  const { manifest, mode, cause, ifGeneration, planHash } = input;
  return {
    type: 'deployment.apply',
    ...accepted(readManifest(manifest)),
    text: textToKeep(manifest),
    mode,
    cause: cause ?? '',
    ifGeneration: ifGeneration ?? null,
    planHash: planHash ?? null,
  };
}

interface Target {
  namespace: string;
  name: string;
  planHash?: string | null | undefined;
}
const targetOf = ({ namespace, name, planHash }: Target) => ({ namespace, name, planHash: planHash ?? null });

export function scaleCommand(input: Asked<typeof scaleFields>): CommandOf<'deployment.scale'> {
  return { type: 'deployment.scale', ...targetOf(input), replicas: input.replicas };
}

export function setImageCommand(input: Asked<typeof setImageFields>): CommandOf<'deployment.setImage'> {
  const { container, image, cause } = input;
  return {
    type: 'deployment.setImage',
    ...targetOf(input),
    container: container ?? null,
    image,
    cause: cause ?? null,
  };
}

export function rollbackCommand(input: Asked<typeof rollbackFields>): CommandOf<'deployment.rollback'> {
  const { toRevision, cause } = input;
  if (typeof toRevision === 'number' && toRevision < 1) {
    const message = 'Revisions are numbered from 1. Leave toRevision out for the one before the current.';
    throw refused(
      rejection('revision_not_found', `toRevision: ${message}`, [{ field: 'toRevision', message }]),
    );
  }
  return {
    type: 'deployment.rollback',
    ...targetOf(input),
    toRevision: toRevision ?? null,
    replicas: input.replicas ?? null,
    cause: cause ?? null,
  };
}

export function abortCommand(input: Asked<typeof abortFields>): CommandOf<'rollout.abort'> {
  return { type: 'rollout.abort', ...targetOf(input) };
}

export function restartCommand(input: Asked<typeof restartFields>): CommandOf<'deployment.restart'> {
  return { type: 'deployment.restart', ...targetOf(input), cause: input.cause ?? null };
}

export function deleteCommand(input: Asked<typeof deleteFields>): CommandOf<'deployment.delete'> {
  return { type: 'deployment.delete', ...targetOf(input), graceSeconds: input.graceSeconds ?? null };
}

export function drainCommand(ctx: Context, input: Asked<typeof drainFields>): CommandOf<'node.drain'> {
  return {
    type: 'node.drain',
    node: findNode(ctx.plane.view, input.node).id,
    deadlineSeconds: input.deadlineSeconds ?? null,
    force: input.force,
    planHash: input.planHash ?? null,
  };
}

/** A change that is only looked at: the input of the change, and which one it is. */
export const planInput = z.discriminatedUnion('action', [
  fields({ action: z.literal('deploy'), ...deployFields }),
  fields({ action: z.literal('scale'), ...scaleFields }),
  fields({ action: z.literal('setImage'), ...setImageFields }),
  fields({ action: z.literal('rollback'), ...rollbackFields }),
  fields({ action: z.literal('abort'), ...abortFields }),
  fields({ action: z.literal('restart'), ...restartFields }),
  fields({ action: z.literal('delete'), ...deleteFields }),
  fields({ action: z.literal('pause'), ...named }),
  fields({ action: z.literal('resume'), ...named }),
  fields({ action: z.literal('promote'), ...named }),
]);

export function plannedCommand(input: z.infer<typeof planInput>): Act {
  switch (input.action) {
    case 'deploy':
      return deployCommand(input);
    case 'scale':
      return scaleCommand(input);
    case 'setImage':
      return setImageCommand(input);
    case 'rollback':
      return rollbackCommand(input);
    case 'abort':
      return abortCommand(input);
    case 'restart':
      return restartCommand(input);
    case 'delete':
      return deleteCommand(input);
    case 'pause':
    case 'resume':
      return { type: `deployment.${input.action}`, namespace: input.namespace, name: input.name };
    case 'promote':
      return { type: 'rollout.promote', namespace: input.namespace, name: input.name };
  }
}
