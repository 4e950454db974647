import type { CommitFacts } from './facts.ts';
import { checkJobs } from './jobs.ts';
import { checkNodeRoom } from './node-room.ts';
import { checkRevisions } from './revisions.ts';
import { checkRolloutBounds } from './rollout-bounds.ts';
import { checkTaskLives } from './task-lives.ts';

export type { CommitFacts } from './facts.ts';

/**
 * What a commit breaks of the invariants, in sentences; empty when all hold. In proportion to what the commit touches,
 * so that tests, the simulator and the engine itself in development can ask after every step.
 */
export function checkCommit(facts: CommitFacts): string[] {
  return [checkNodeRoom, checkRolloutBounds, checkRevisions, checkTaskLives, checkJobs].flatMap((check) =>
    check(facts),
  );
}
