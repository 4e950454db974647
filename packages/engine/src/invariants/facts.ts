import type { Commit } from '@gantry/model';
import type { View } from '../port.ts';

export type { View } from '../port.ts';

/** What an invariant is judged by: the state, what a step wrote, and the state with it. */
export interface CommitFacts {
  before: View;
  commit: Commit;
  after: View;
}
