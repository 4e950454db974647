import { fields, mostActsTogether, type SingleAct } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import {
  deleteCommand,
  deleteFields,
  drainCommand,
  drainFields,
  restartCommand,
  restartFields,
  rollbackCommand,
  rollbackFields,
  scaleCommand,
  scaleFields,
} from './deployment-command.ts';
import { findNode, findTask } from './find.ts';
import { named, nodeField, planned, takes, taskField, undoable } from './input.ts';
import { mutation, query, router } from './procedure.ts';
import { planAct, submitAct } from './submit.ts';

/** One of several things that are done in one step or not at all. */
const oneOf = z.discriminatedUnion('action', [
  fields({ action: z.literal('scale'), ...scaleFields }),
  fields({ action: z.literal('restart'), ...restartFields }),
  fields({ action: z.literal('rollback'), ...rollbackFields }),
  fields({ action: z.literal('pause'), ...named }),
  fields({ action: z.literal('resume'), ...named }),
  fields({ action: z.literal('delete'), ...deleteFields }),
  fields({ action: z.literal('cordon'), node: nodeField }),
  fields({ action: z.literal('uncordon'), node: nodeField }),
  fields({ action: z.literal('drain'), ...drainFields }),
  fields({ action: z.literal('kill'), task: taskField, reason: z.string().max(1_024).nullish() }),
]);

const actsField = z.array(oneOf).min(1).max(mostActsTogether);

/** Several acts as one: all of them in one step or none, with one plan, one hash and one undo window. */
export const together = router({
  /** What all of them would do. Changes nothing. */
  plan: query
    .input(takes({ acts: actsField }))
    .query(({ ctx, input }) => planAct(ctx, togetherCommand(ctx, input))),
  act: mutation
    .input(takes({ acts: actsField, ...planned, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, togetherCommand(ctx, input), input)),
});

function togetherCommand(
  ctx: Context,
  { acts, planHash }: { acts: readonly z.infer<typeof oneOf>[]; planHash?: string | null | undefined },
) {
  return {
    type: 'acts.together' as const,
    planHash: planHash ?? null,
    acts: acts.map((one) => singleCommand(ctx, one)),
  };
}

function singleCommand(ctx: Context, one: z.infer<typeof oneOf>): SingleAct {
  switch (one.action) {
    case 'scale':
      return scaleCommand(one);
    case 'restart':
      return restartCommand(one);
    case 'rollback':
      return rollbackCommand(one);
    case 'delete':
      return deleteCommand(one);
    case 'pause':
    case 'resume':
      return { type: `deployment.${one.action}`, namespace: one.namespace, name: one.name };
    case 'cordon':
    case 'uncordon':
      return { type: `node.${one.action}`, node: findNode(ctx.plane.view, one.node).id };
    case 'drain':
      return drainCommand(ctx, one);
    case 'kill': {
      const task = findTask(ctx.plane.view, one.task).id;
      return { type: 'task.kill', task, graceSeconds: null, reason: one.reason ?? 'Killed by hand' };
    }
  }
}
