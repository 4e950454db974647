import { acceptInput } from './accept/input.ts';
import type { Draft } from './draft.ts';
import { planUntilClean } from './planning.ts';
import type { EngineAnswer, EngineInput } from './port.ts';

/** Takes in the inputs in their order, then plans what they and time have brought up. */
export function runStep(draft: Draft, inputs: readonly EngineInput[]): (EngineAnswer | null)[] {
  const answers = inputs.map((input) => acceptInput(draft, input));
  draft.agenda.wake(draft.nowMs);
  planUntilClean(draft);
  return answers;
}
