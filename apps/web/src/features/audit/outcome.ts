import type { StateLabel } from '../../shared/ui/state-label.tsx';

type Verdict = Parameters<typeof StateLabel>[0]['verdict'];

/** How an act went: done, or the code of its refusal in words. */
export const outcomeVerdict = (outcome: string): Verdict =>
  outcome === 'ok'
    ? { tone: 'running', label: 'Done' }
    : { tone: 'failed', label: outcome.replaceAll('_', ' ') };
