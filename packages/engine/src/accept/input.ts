import { type CommandReply, err, ok, type Rejection, type Result } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { checkPlan } from '../plan-ahead/check-plan.ts';
import type { EngineAnswer, EngineInput } from '../port.ts';
import type { Acceptance } from './answer.ts';
import { acceptAct } from './command.ts';
import { acceptDescription } from './describe.ts';
import { acceptFrameworkCommand, isFrameworkCommand } from './framework-command.ts';
import { acceptHeartbeat } from './heartbeat.ts';
import { acceptLooks } from './images.ts';
import { placeIntent, withdrawIntent } from './intent.ts';
import { acceptRegistration } from './register.ts';
import { acceptReport } from './report.ts';
import { acceptUsage } from './usage.ts';
import { acceptVolumeRemoved } from './volume-removed.ts';

/** Takes in one input; returns what is to be answered. */
export function acceptInput(draft: Draft, input: EngineInput): EngineAnswer | null {
  switch (input.kind) {
    case 'command':
      return { kind: 'command', result: acceptOnce(draft, input) };
    case 'register': {
      const { id, session } = acceptRegistration(draft, input);
      draft.leases.hear(id, draft.nowMs);
      return { kind: 'register', nodeId: id, session };
    }
    case 'describe':
      acceptDescription(draft, input.nodeId, input.node);
      return null;
    case 'report':
      acceptReport(draft, input);
      return null;
    case 'volumeRemoved':
      acceptVolumeRemoved(draft, input);
      return null;
    case 'looked':
      acceptLooks(draft, input);
      return null;
    case 'heartbeat':
      acceptHeartbeat(draft, input);
      return null;
    case 'usage':
      acceptUsage(draft, input.samples);
      return null;
    // The lease goes on running; time comes with every step.
    case 'disconnect':
    case 'tick':
      return null;
  }
}

type CommandInput = Extract<EngineInput, { kind: 'command' }>;

/** A command that was accepted before gets its first answer again, and changes nothing (rule EN2). */
function acceptOnce(
  draft: Draft,
  { commandId, actor, command }: CommandInput,
): Result<CommandReply, Rejection> {
  const before = draft.state.get('accepted', commandId);
  if (before !== undefined) return ok(before.reply as CommandReply);
  const part = draft.part(actor);
  const acceptance = acceptCommand(part, command);
  if (!acceptance.ok) return acceptance;
  const reply = { ...acceptance.value, revision: draft.revision };
  const summary = subjectOf(command);
  part.put('accepted', {
    id: commandId,
    atMs: draft.nowMs,
    actor: actor.name,
    type: command.type,
    summary,
    reply,
  });
  part.keep();
  dropOldest(draft);
  return ok(reply);
}

function acceptCommand(draft: Draft, command: CommandInput['command']): Acceptance {
  if (command.type === 'intent.place') return placeIntent(draft, command);
  if (command.type === 'intent.withdraw') return withdrawIntent(draft, command);
  if (isFrameworkCommand(command)) return acceptFrameworkCommand(draft, command);
  const outdated = checkPlan(draft, { command, actor: draft.actor });
  return outdated === null ? acceptAct(draft, command) : err(outdated);
}

const longestSummary = 1_000;

/** For the audit: what it is about. Templates and their values stay out of it. */
export function subjectOf(command: CommandInput['command']): string {
  if (command.type === 'intent.place') return subjectOf(command.act);
  if (command.type === 'acts.together')
    return command.acts.map(subjectOf).join(', ').slice(0, longestSummary);
  if ('intent' in command) return command.intent;
  if (command.type === 'framework.subscribe') return command.framework ?? command.name;
  if ('framework' in command) return command.framework;
  if ('task' in command) return command.task;
  if ('node' in command) return command.node;
  if ('offer' in command) return command.offer;
  return 'namespace' in command ? `${command.namespace}/${command.name}` : command.name;
}

/** All of one moment go together, so that what goes does not depend on the order in which they were loaded. */
function dropOldest(draft: Draft): void {
  const surplus = draft.state.count('accepted') - draft.bounds.accepted;
  if (surplus <= draft.bounds.accepted / 10) return;
  const records = [...draft.state.all('accepted')].sort((a, b) => a.atMs - b.atMs);
  const lastAtMs = records[surplus - 1]!.atMs;
  for (const { id, atMs } of records) if (atMs <= lastAtMs) draft.remove('accepted', id);
}
