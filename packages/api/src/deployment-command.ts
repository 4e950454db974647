import { type Command, type CommandOf, rejection } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findNode } from './find.ts';
import { causeField, named, nodeField, planned } from './input.ts';
import { manifestField, readManifest } from './manifest.ts';
import { accepted, refused } from './refusal.ts';

/** What each change asks for, and the command it becomes. Planning and doing share these, so they cannot differ. */

export const deployInput = z.strictObject({
  manifest: manifestField,
  /** `create` refuses when it exists, `update` when it does not. */
  mode: z.enum(['create', 'update', 'either']).default('either'),
  cause: causeField,
  /** Refused as `conflict` unless this is the deployment's generation now. */
  ifGeneration: z.int().min(0).nullish(),
  ...planned,
});
export const scaleInput = z.strictObject({ ...named, ...planned, replicas: z.int().min(0) });
export const setImageInput = z.strictObject({
  ...named,
  ...planned,
  /** May be left out when there is only one. */
  container: z.string().min(1).max(253).nullish(),
  image: z.string().max(4_096),
  cause: causeField,
});
export const rollbackInput = z.strictObject({
  ...named,
  ...planned,
  /** Left out: the revision before the current one. */
  toRevision: z.int().nullish(),
  cause: causeField,
});
export const restartInput = z.strictObject({ ...named, ...planned, cause: causeField });
export const deleteInput = z.strictObject({
  ...named,
  ...planned,
  /** Left out: the template's own termination grace period. */
  graceSeconds: z.number().min(0).max(86_400).nullish(),
});
export const drainInput = z.strictObject({
  node: nodeField,
  ...planned,
  deadlineSeconds: z.number().min(0).max(604_800).nullish(),
  /** Also stop tasks that nothing would start again elsewhere. */
  force: z.boolean().default(false),
});

export function deployCommand(
  ctx: Context,
  input: z.infer<typeof deployInput>,
): CommandOf<'deployment.apply'> {
  const { manifest, mode, cause, ifGeneration, planHash } = input;
  return {
    type: 'deployment.apply',
    ...accepted(readManifest(manifest, ctx.parseDeployment)),
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

export function scaleCommand(input: z.infer<typeof scaleInput>): CommandOf<'deployment.scale'> {
  return { type: 'deployment.scale', ...targetOf(input), replicas: input.replicas };
}

export function setImageCommand(input: z.infer<typeof setImageInput>): CommandOf<'deployment.setImage'> {
  const { container, image, cause } = input;
  return {
    type: 'deployment.setImage',
    ...targetOf(input),
    container: container ?? null,
    image,
    cause: cause ?? null,
  };
}

export function rollbackCommand(input: z.infer<typeof rollbackInput>): CommandOf<'deployment.rollback'> {
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
    cause: cause ?? null,
  };
}

export function restartCommand(input: z.infer<typeof restartInput>): CommandOf<'deployment.restart'> {
  return { type: 'deployment.restart', ...targetOf(input), cause: input.cause ?? null };
}

export function deleteCommand(input: z.infer<typeof deleteInput>): CommandOf<'deployment.delete'> {
  return { type: 'deployment.delete', ...targetOf(input), graceSeconds: input.graceSeconds ?? null };
}

export function drainCommand(ctx: Context, input: z.infer<typeof drainInput>): CommandOf<'node.drain'> {
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
  deployInput.extend({ action: z.literal('deploy') }),
  scaleInput.extend({ action: z.literal('scale') }),
  setImageInput.extend({ action: z.literal('setImage') }),
  rollbackInput.extend({ action: z.literal('rollback') }),
  restartInput.extend({ action: z.literal('restart') }),
  deleteInput.extend({ action: z.literal('delete') }),
]);

export function plannedCommand(ctx: Context, input: z.infer<typeof planInput>): Command {
  switch (input.action) {
    case 'deploy':
      return deployCommand(ctx, input);
    case 'scale':
      return scaleCommand(input);
    case 'setImage':
      return setImageCommand(input);
    case 'rollback':
      return rollbackCommand(input);
    case 'restart':
      return restartCommand(input);
    case 'delete':
      return deleteCommand(input);
  }
}
