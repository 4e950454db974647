import type { Command, CommandId, CommandReply } from '@gantry/model';
import type { Context } from './context.ts';
import { accepted } from './refusal.ts';

/** The one write path: resolves when the command is durable, throws its rejection as a refusal. */
export async function submit(
  ctx: Context,
  command: Command,
  retried: { commandId?: CommandId | undefined },
): Promise<CommandReply> {
  return accepted(await ctx.plane.submit(command, ctx.actor, retried.commandId));
}
