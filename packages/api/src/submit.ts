import type { Plan } from '@gantry/engine';
import type { Act, Command, CommandId, CommandReply } from '@gantry/model';
import type { Context } from './context.ts';
import { accepted } from './refusal.ts';

/** The one write path: resolves when the command is durable, throws its rejection as a refusal. */
export async function submit(
  ctx: Context,
  command: Command,
  retried: { commandId?: CommandId | undefined; typed?: string | null | undefined },
): Promise<CommandReply> {
  return accepted(await ctx.plane.submit(command, ctx.actor, retried.commandId, retried.typed));
}

/** A plan, and who is in front of a terminal that would end with what it stops. */
export interface ToldPlan extends Plan {
  terminals: { taskName: string; person: string }[];
}

/** What an act would do, with what nodes say of the images that it would bring back. Changes nothing. */
export async function planAct({ plane, actor }: Context, act: Act): Promise<ToldPlan> {
  await plane.lookBefore(act);
  const plan = accepted(plane.plan(act, actor));
  return { ...plan, terminals: terminalsEndedBy(plan, plane) };
}

function terminalsEndedBy({ waves }: Plan, plane: Context['plane']): ToldPlan['terminals'] {
  const stops = waves.flatMap(({ moves }) => moves.filter(({ action }) => action === 'stop'));
  const stopped = new Set(stops.map(({ taskName }) => taskName));
  return plane.terminals().flatMap(({ taskId, person }) => {
    const taskName = plane.view.get('tasks', taskId)?.name;
    return taskName !== undefined && stopped.has(taskName) ? [{ taskName, person }] : [];
  });
}

/** The same for an act that may wait for an undo window: then `intent` in the reply is what can be withdrawn. */
export async function submitAct(
  ctx: Context,
  act: Act,
  {
    undoSeconds,
    ...retried
  }: {
    commandId?: CommandId | undefined;
    undoSeconds?: number | null | undefined;
    typed?: string | null | undefined;
  },
): Promise<CommandReply> {
  const command: Command = undoSeconds ? { type: 'intent.place', act, undoSeconds } : act;
  return submit(ctx, command, retried);
}
