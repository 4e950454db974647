import { type FrameworkId, type FrameworkRecord, ok, type Rejection, type Result } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { refuse } from './answer.ts';

/** A framework from outside that has not gone for good. */
export function findFramework(draft: Draft, id: FrameworkId): Result<FrameworkRecord, Rejection> {
  const framework = draft.state.get('frameworks', id);
  if (framework === undefined || framework.kind !== 'mesos')
    return refuse('not_found', `There is no framework ${id} that could be spoken for.`);
  return framework.completedAtMs === null
    ? ok(framework)
    : refuse('gone', `Framework ${id} has been removed.`);
}
