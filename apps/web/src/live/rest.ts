import { useRef } from 'react';

/** So many times as long as the last answer took. */
const restShare = 4;

/** How long to wait before asking again what took so long to answer: what is costly of a large cluster is asked seldom. */
export const restMs = (tookMs: number, leastMs: number): number => Math.max(leastMs, restShare * tookMs);

/** `timed` makes a question whose time is known, `intervalMs` tells when it may be asked again. */
export function useRest(leastMs: number) {
  const rest = useRef(leastMs);
  const timed =
    <Answer>(ask: () => Promise<Answer>) =>
    async (): Promise<Answer> => {
      const fromMs = performance.now();
      try {
        return await ask();
      } finally {
        rest.current = restMs(performance.now() - fromMs, leastMs);
      }
    };
  return { timed, intervalMs: () => rest.current };
}
