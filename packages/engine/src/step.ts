import { acceptInput } from './accept/input.ts';
import type { Draft } from './draft.ts';
import { offerRound } from './offer/round.ts';
import { planDeployment } from './plan/deployment.ts';
import { planNode } from './plan/node.ts';
import type { EngineAnswer, EngineInput } from './port.ts';

/** Takes in the inputs in their order, then plans until nothing is left to decide or the budget is used up. */
export function runStep(draft: Draft, inputs: readonly EngineInput[]): (EngineAnswer | null)[] {
  const answers = inputs.map((input) => acceptInput(draft, input));
  draft.agenda.wake(draft.nowMs);
  plan(draft);
  return answers;
}

/** Planners mark work for each other through what they write; a round more finds it. */
function plan(draft: Draft): void {
  while (!draft.agenda.isClean && !draft.isFull) {
    planNodes(draft);
    planDeployments(draft);
    if (draft.agenda.hasPlacements && !draft.isFull) offerRound(draft);
  }
}

function planNodes(draft: Draft): void {
  while (!draft.isFull) {
    const id = draft.agenda.takeNode();
    if (id === null) return;
    planNode(draft, id);
  }
}

function planDeployments(draft: Draft): void {
  while (!draft.isFull) {
    const id = draft.agenda.takeDeployment();
    if (id === null) return;
    planDeployment(draft, id);
  }
}
