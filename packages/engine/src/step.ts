import { acceptInput } from './accept/input.ts';
import type { Draft } from './draft.ts';
import { planIntents } from './plan/intent.ts';
import { planUntilClean } from './planning.ts';
import type { EngineAnswer, EngineInput } from './port.ts';

/** Takes in the inputs in their order, does what has waited for its time, then plans what all of it has brought up. */
export function runStep(draft: Draft, inputs: readonly EngineInput[]): (EngineAnswer | null)[] {
  const answers = inputs.map((input) => acceptInput(draft, input));
  draft.agenda.wake(draft.nowMs);
  planIntents(draft);
  planUntilClean(draft);
  return answers;
}
