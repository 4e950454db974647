import { useRef } from 'react';

/** So many times as long as the last answer took. */
const restShare = 4;

/** One answer that took very long is no reason to show what it told for minutes. */
const mostMs = 30_000;

/** A shown plan is worked out anew this often: time alone can change which container goes first. */
export const planFreshMs = 2_000;

/** How long to wait before asking again what took so long to answer: what is costly of a large cluster is asked seldom. */
export const restMs = (tookMs: number, leastMs: number): number =>
  Math.min(mostMs, Math.max(leastMs, restShare * tookMs));

/** `timed` makes a question whose time is known once it is answered, `intervalMs` tells when it may be asked again. */
export function useRest(leastMs: number) {
  const rest = useRef(leastMs);
  const timed =
    <Answer>(ask: () => Promise<Answer>) =>
    async (): Promise<Answer> => {
      const fromMs = performance.now();
      const answer = await ask();
      rest.current = restMs(performance.now() - fromMs, leastMs);
      return answer;
    };
  return { timed, intervalMs: () => rest.current };
}
