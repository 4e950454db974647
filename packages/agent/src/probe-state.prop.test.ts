import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialProbeState, type ProbeOutcome, probeKinds, recordOutcome } from './probe-state.ts';
import { aProbe } from './testing/builders.ts';

const yes: ProbeOutcome = { result: 'success', message: '' };
const no: ProbeOutcome = { result: 'failure', message: 'no' };
const broken: ProbeOutcome = { result: 'error', message: 'could not ask' };

test('a verdict is the last answer that came threshold times in a row, errors left out', () => {
  const outcome = fc.constantFrom(yes, no, broken);
  const threshold = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(
      fc.constantFrom(...probeKinds),
      threshold,
      threshold,
      fc.array(outcome),
      (kind, success, failure, all) => {
        const probe = aProbe({ successThreshold: success, failureThreshold: failure });
        const state = all.reduce((before, one) => recordOutcome(probe, before, one), initialProbeState(kind));
        expect(state.verdict).toBe(
          lastLongStreak(all, { success, failure }) ?? initialProbeState(kind).verdict,
        );
      },
    ),
  );
});

/** The slow and obvious way: look back from each answer for a full streak. */
function lastLongStreak(all: ProbeOutcome[], needed: Record<'success' | 'failure', number>) {
  const results = all.map(({ result }) => result).filter((result) => result !== 'error');
  for (let end = results.length; end > 0; end -= 1) {
    const result = results[end - 1]!;
    const streak = results.slice(Math.max(0, end - needed[result]), end);
    if (streak.length === needed[result] && streak.every((other) => other === result)) return result;
  }
  return null;
}
