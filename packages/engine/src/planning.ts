import type { Draft } from './draft.ts';
import { planJob } from './job/plan-job.ts';
import { offerOut } from './offer/offer-out.ts';
import { offerRound } from './offer/round.ts';
import { planDeployment } from './plan/deployment.ts';
import { planFramework } from './plan/framework.ts';
import { planNode } from './plan/node.ts';

/**
 * Plans until nothing is left to decide or the step's budget is used up. Planners mark work for each other through what
 * they write; a round more finds it.
 */
export function planUntilClean(draft: Draft): void {
  while (!draft.agenda.isClean && !draft.isFull) {
    planNodes(draft);
    planDeployments(draft);
    planJobs(draft);
    planFrameworks(draft);
    if (draft.agenda.hasPlacements && !draft.isFull) offerRound(draft);
    else if (draft.agenda.offers.hasOfferings && !draft.isFull) offerOut(draft);
  }
}

function planFrameworks(draft: Draft): void {
  while (!draft.isFull) {
    const id = draft.agenda.offers.takeFramework();
    if (id === null) return;
    planFramework(draft, id);
  }
}

function planNodes(draft: Draft): void {
  while (!draft.isFull) {
    const id = draft.agenda.takeNode();
    if (id === null) return;
    planNode(draft, id);
  }
}

function planJobs(draft: Draft): void {
  while (!draft.isFull) {
    const id = draft.agenda.takeJob();
    if (id === null) return;
    planJob(draft, id);
  }
}

function planDeployments(draft: Draft): void {
  while (!draft.isFull) {
    const id = draft.agenda.takeDeployment();
    if (id === null) return;
    planDeployment(draft, id);
  }
}
