import {
  type Act,
  type CommandOf,
  type DeploymentRecord,
  type IntentId,
  type IntentRecord,
  longestUndoSeconds,
  type Rejection,
  rejection,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { checkPlan } from '../plan-ahead/check-plan.ts';
import { isSame } from '../same.ts';
import { byCreation } from '../state/record-key.ts';
import type { State } from '../state/state.ts';
import { type EventObject, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { acceptAct } from './command.ts';
import { aboutAct, summaryOf } from './intent-summary.ts';

/** What would be refused now is refused now. Otherwise it waits, and is looked at again when its time has come. */
export function placeIntent(draft: Draft, { act, undoSeconds }: CommandOf<'intent.place'>): Acceptance {
  const refusal = tryAct(draft, act);
  if (refusal !== null) return { ok: false, error: refusal };
  const about = aboutAct(draft.state, act);
  const waiting = waitingIntents(draft).find((intent) => isSame(intent.act, act));
  if (waiting !== undefined) {
    const reply = alreadySo(about.objectName, `Waits already: ${waiting.summary}.`);
    return reply.ok ? { ok: true, value: { ...reply.value, intent: waiting.id } } : reply;
  }
  const intent = draft.put('intents', {
    id: draft.newId('intent') as IntentId,
    act,
    summary: summaryOf(draft.state, act),
    actor: draft.actor,
    movingGeneration: generationUnderWay(draft, act),
    createdAtMs: draft.nowMs,
    dueAtMs: draft.nowMs + Math.min(undoSeconds, longestUndoSeconds) * 1000,
    state: 'waiting',
    endedAtMs: null,
    message: '',
  });
  record(draft, about, 'IntentPlaced', `${intent.summary}, in ${undoSeconds} s unless it is withdrawn.`);
  const reply = accepted(about.objectName, `${intent.summary}: starts in ${undoSeconds} s.`);
  return reply.ok ? { ok: true, value: { ...reply.value, intent: intent.id } } : reply;
}

/** Why it would be refused now; null: it would not. What it writes is dropped. */
function tryAct(draft: Draft, act: Act): Rejection | null {
  const outdated = checkPlan(draft, { command: act, actor: draft.actor });
  if (outdated !== null) return outdated;
  const tried = acceptAct(draft.part(), act);
  return tried.ok ? null : tried.error;
}

export function withdrawIntent(draft: Draft, { intent: id }: CommandOf<'intent.withdraw'>): Acceptance {
  const intent = draft.state.get('intents', id);
  if (intent === undefined)
    return refuse('not_found', `There is no intent ${id}; it was done or withdrawn long ago.`);
  if (intent.state === 'withdrawn') return alreadySo(id, intent.message);
  if (intent.state !== 'waiting') {
    return refuse(
      'conflict',
      `${intent.summary}: it is too late to withdraw it. ${intent.message} Undo it by its opposite.`,
    );
  }
  const message = `Withdrawn by ${draft.actor.name}; nothing was done.`;
  endIntent(draft, intent, { state: 'withdrawn', message });
  return accepted(id, `${intent.summary}: withdrawn, nothing was done.`);
}

/** null: no rollout of its deployment is under way, so that the plan holds still while it waits. */
function generationUnderWay({ state }: Draft, act: Act): number | null {
  const deployment = deploymentOf(state, act);
  if (deployment === undefined) return null;
  const isUnderWay = state.rolloutsOf(deployment.id).some(({ endedAtMs }) => endedAtMs === null);
  return isUnderWay ? deployment.generation : null;
}

/**
 * Why it cannot be done any more; null: it can. The plan of a rollout under way moves on by itself, so there it is the
 * deployment that must be the one which was looked at.
 */
function checkMeanwhile(draft: Draft, { act, actor, movingGeneration }: IntentRecord): Rejection | null {
  if (movingGeneration === null) return checkPlan(draft, { command: act, actor });
  const deployment = deploymentOf(draft.state, act);
  if (deployment === undefined || deployment.generation === movingGeneration) return null;
  return rejection(
    'plan_changed',
    `${deployment.name} was changed meanwhile; look at it again and confirm anew.`,
  );
}

/** Of an act that was confirmed against a plan. */
function deploymentOf(state: State, act: Act): DeploymentRecord | undefined {
  const isPlanned = 'planHash' in act && act.planHash !== null && 'namespace' in act;
  return isPlanned ? state.deployment(act.namespace, act.name) : undefined;
}

/** Does what waits, as the one who asked for it. A step that finds it due again after a discard does the same. */
export function fulfilIntent(draft: Draft, intent: IntentRecord): void {
  const part = draft.part(intent.actor);
  const outdated = checkMeanwhile(part, intent);
  const acceptance: Acceptance =
    outdated === null ? acceptAct(part, intent.act) : { ok: false, error: outdated };
  if (acceptance.ok) {
    part.keep();
    endIntent(draft, intent, { state: 'done', message: acceptance.value.message });
  } else {
    endIntent(draft, intent, { state: 'refused', message: acceptance.error.message });
  }
}

const reasonOf = { withdrawn: 'IntentWithdrawn', refused: 'IntentRefused' } as const;

export function endIntent(
  draft: Draft,
  intent: IntentRecord,
  { state, message }: { state: 'done' | 'withdrawn' | 'refused'; message: string },
): void {
  draft.put('intents', { ...intent, state, message, endedAtMs: draft.nowMs });
  // What was done has told its own story.
  if (state !== 'done') {
    const about: EventObject = aboutAct(draft.state, intent.act);
    record(draft, about, reasonOf[state], `${intent.summary}: ${message}`);
  }
  dropOldest(draft);
}

function waitingIntents(draft: Draft): IntentRecord[] {
  return draft.state.find('waitingIntents', 'all');
}

function dropOldest(draft: Draft): void {
  const surplus = draft.state.index('endedIntents').sizeOf('all') - draft.bounds.endedIntents;
  if (surplus <= 0) return;
  const ended = draft.state.find('endedIntents', 'all').sort((a, b) => byCreation(a.id, b.id));
  for (const { id } of ended.slice(0, surplus)) draft.remove('intents', id);
}
