import type { Container } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProbeLoop } from './probe-loop.ts';
import { failedProbe, isReady, type ProbeOutcome } from './probe-state.ts';
import { aContainer, aProbe } from './testing/builders.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

const yes: ProbeOutcome = { result: 'success', message: 'yes' };
const no: ProbeOutcome = { result: 'failure', message: 'no' };

interface Run {
  clock: VirtualClock;
  loop: ProbeLoop;
  /** When each probe was asked, by its period (each test gives its probes different ones). */
  asked: { atMs: number; periodSeconds: number }[];
}

/** As a machine's timers do now and then: by less than a millisecond. */
class HastyClock extends VirtualClock {
  override after(delayMs: number, run: () => void): () => void {
    return super.after(delayMs - 0.4, run);
  }
}

function probing(
  container: Container,
  answer: (atMs: number, periodSeconds: number) => ProbeOutcome,
  clock = new VirtualClock(),
): Run {
  const asked: Run['asked'] = [];
  const loop = new ProbeLoop({
    clock,
    container,
    startedMs: 0,
    remembered: null,
    ask: async ({ periodSeconds }) => {
      asked.push({ atMs: clock.elapsedMs(), periodSeconds });
      return answer(clock.elapsedMs(), periodSeconds);
    },
    onChange: () => {},
  });
  return { clock, loop, asked };
}

const times = ({ asked }: Run, periodSeconds: number) =>
  asked.filter((ask) => ask.periodSeconds === periodSeconds).map(({ atMs }) => atMs);

describe('probe loop', () => {
  test('liveness: at the initial delay, then every period, and kills after its threshold', async () => {
    const livenessProbe = aProbe({ initialDelaySeconds: 3, periodSeconds: 5, failureThreshold: 2 });
    const run = probing(aContainer({ livenessProbe }), (atMs) => (atMs < 13_000 ? yes : no));
    await run.clock.advance(60_000);
    expect(times(run, 5)).toEqual([3_000, 8_000, 13_000, 18_000]);
    expect(failedProbe(run.loop.probes)).toBe('liveness');
  });

  test('startup: its budget is initialDelay + failureThreshold periods, whatever was asked early', async () => {
    const startupProbe = aProbe({ initialDelaySeconds: 2, periodSeconds: 10, failureThreshold: 3 });
    const run = probing(aContainer({ startupProbe }), () => no);
    await run.clock.advance(21_999);
    expect(failedProbe(run.loop.probes)).toBe(null);
    await run.clock.advance(1);
    expect(failedProbe(run.loop.probes)).toBe('startup');
    expect(times(run, 10).length).toBeGreaterThan(3);
  });

  test('startup gates the others: readiness at once after it, liveness a period later', async () => {
    const run = probing(
      aContainer({
        startupProbe: aProbe({ periodSeconds: 1, failureThreshold: 30 }),
        livenessProbe: aProbe({ periodSeconds: 7 }),
        readinessProbe: aProbe({ periodSeconds: 9 }),
      }),
      (atMs) => (atMs < 4_000 ? no : yes),
    );
    await run.clock.advance(20_000);
    expect(times(run, 1).at(-1)).toBe(4_000);
    expect(times(run, 9)).toEqual([4_000, 13_000]);
    expect(times(run, 7)).toEqual([11_000, 18_000]);
    expect(isReady(run.loop.probes)).toBe(true);
  });

  test('readiness is asked in between until it first succeeds, then only every period', async () => {
    const run = probing(aContainer({ readinessProbe: aProbe() }), (atMs) => (atMs < 400 ? no : yes));
    await run.clock.advance(25_000);
    expect(times(run, 10)).toEqual([0, 50, 150, 350, 750, 10_000, 20_000]);
    expect(run.loop.failures).toBe(0);
  });

  test('a timer that fires a little early is its turn all the same: it counts, and nothing is asked twice', async () => {
    const livenessProbe = aProbe({ initialDelaySeconds: 3, periodSeconds: 5, failureThreshold: 2 });
    const run = probing(
      aContainer({ livenessProbe }),
      (atMs) => (atMs < 12_000 ? yes : no),
      new HastyClock(),
    );
    await run.clock.advance(60_000);
    expect(times(run, 5).map(Math.round)).toEqual([3_000, 8_000, 13_000, 18_000]);
    expect(run.loop.answersOf('liveness').every(({ counts }) => counts)).toBe(true);
    expect(failedProbe(run.loop.probes)).toBe('liveness');
  });

  test('a probe that never succeeds counts its failures, but not the first, which asked too soon', async () => {
    const run = probing(aContainer({ readinessProbe: aProbe() }), () => no);
    await run.clock.advance(35_000);
    expect(run.loop.failures).toBe(3);
  });

  test('after an agent restart: verdicts go on, and the first question waits a random part of the period', async () => {
    const clock = new VirtualClock();
    await clock.advance(100_000);
    const asked: number[] = [];
    const loop = new ProbeLoop({
      clock,
      container: aContainer({ startupProbe: aProbe(), readinessProbe: aProbe({ periodSeconds: 20 }) }),
      startedMs: 0,
      remembered: { started: true, ready: true },
      ask: async () => {
        asked.push(clock.elapsedMs());
        return yes;
      },
      onChange: () => {},
    });
    expect(isReady(loop.probes)).toBe(true);
    await clock.advance(20_000);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThan(100_000);
  });

  test('nothing is asked once it is stopped', async () => {
    const run = probing(aContainer({ readinessProbe: aProbe() }), () => no);
    await run.clock.advance(15_000);
    run.loop.stop();
    expect(run.clock.timers).toBe(0);
  });

  test('kills never come before the time that the probe as written allows, nor a period later', async () => {
    const seconds = fc.integer({ min: 1, max: 20 });
    const shape = fc.record({
      initialDelaySeconds: seconds,
      periodSeconds: seconds,
      failureThreshold: seconds,
    });
    await fc.assert(
      fc.asyncProperty(shape, fc.constantFrom('startupProbe', 'livenessProbe'), async (over, kind) => {
        const run = probing(aContainer({ [kind]: aProbe(over) }), () => no);
        const allowedMs =
          (over.initialDelaySeconds + (over.failureThreshold - 1) * over.periodSeconds) * 1000;
        await run.clock.advance(allowedMs - 1);
        expect(failedProbe(run.loop.probes)).toBe(null);
        await run.clock.advance(1);
        expect(failedProbe(run.loop.probes)).not.toBe(null);
      }),
    );
  });

  test("Marathon's grace period and consecutive failures come out of a startup and a liveness probe", async () => {
    const seconds = fc.integer({ min: 1, max: 20 });
    const rule = fc.record({
      graceSeconds: seconds,
      intervalSeconds: seconds,
      most: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(
        rule,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
        async (given, answers) => {
          const { graceSeconds, intervalSeconds, most } = given;
          const check = { periodSeconds: intervalSeconds, failureThreshold: most + 1 };
          const ignored = Math.ceil(graceSeconds / intervalSeconds);
          const startupProbe = aProbe({ ...check, failureThreshold: ignored + most + 1 });
          const isGood = (atMs: number) => answers[Math.floor(atMs / 1000 / intervalSeconds)] ?? true;
          const run = probing(aContainer({ startupProbe, livenessProbe: aProbe(check) }), (atMs) =>
            isGood(atMs) ? yes : no,
          );
          for (let index = 0; index < answers.length; index += 1) {
            await run.clock.advance(index === 0 ? 0 : intervalSeconds * 1000);
            const killed = killedByMarathon(answers.slice(0, index + 1), given);
            expect(failedProbe(run.loop.probes) !== null).toBe(killed);
            if (killed) return;
          }
        },
      ),
    );
  });
});

/** Marathon's own rule, asked every interval: failures in the grace period are ignored until the first success. */
function killedByMarathon(
  answers: readonly boolean[],
  { graceSeconds, intervalSeconds, most }: { graceSeconds: number; intervalSeconds: number; most: number },
): boolean {
  let hasSucceeded = false;
  let failures = 0;
  for (const [index, isGood] of answers.entries()) {
    hasSucceeded ||= isGood;
    if (isGood) failures = 0;
    else if (hasSucceeded || index * intervalSeconds >= graceSeconds) failures += 1;
    if (failures > most) return true;
  }
  return false;
}
