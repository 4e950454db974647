import fc from 'fast-check';
import { expect, test } from 'vitest';
import { steadyTime } from './clock.ts';

function machine(startMs: number) {
  let wallMs = startMs;
  let elapsedMs = 0;
  return {
    wallMs: () => wallMs,
    elapsedMs: () => elapsedMs,
    pass(ms: number) {
      wallMs += ms;
      elapsedMs += ms;
    },
    setBack(ms: number) {
      wallMs -= ms;
    },
  };
}

test("is the machine's clock while that one behaves", () => {
  const source = machine(5_000);
  const now = steadyTime({ ...source, notBeforeMs: 0 });
  source.pass(1_234);
  expect(now()).toBe(6_234);
});

test('never says what is before the last commit, and goes on from there', () => {
  const source = machine(5_000);
  const now = steadyTime({ ...source, notBeforeMs: 9_000 });
  expect(now()).toBe(9_000);
  source.pass(1_000);
  expect(now()).toBe(9_900);
});

test('set back, it goes on more slowly until the machine has caught up', () => {
  const source = machine(0);
  const now = steadyTime({ ...source, notBeforeMs: 0 });
  source.pass(10_000);
  expect(now()).toBe(10_000);
  source.setBack(1_000);
  source.pass(5_000);
  expect(now()).toBe(14_500);
  source.pass(100_000);
  expect(now()).toBe(114_000);
});

test('follows a jump forward, because the machine may have slept', () => {
  const source = machine(0);
  const now = steadyTime({ ...source, notBeforeMs: 0 });
  source.setBack(-86_400_000);
  expect(now()).toBe(86_400_000);
});

test('whatever the machine does, it never goes back and never stands still for long', () => {
  const step = fc.record({ passMs: fc.nat(5_000), backMs: fc.integer({ min: -50_000, max: 50_000 }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const source = machine(1_000_000);
      const now = steadyTime({ ...source, notBeforeMs: 0 });
      let lastMs = now();
      for (const { passMs, backMs } of steps) {
        source.pass(passMs);
        source.setBack(backMs);
        expect(now()).toBeGreaterThanOrEqual(Math.floor(lastMs + passMs * 0.9) - 1);
        expect(now()).toBeGreaterThanOrEqual(source.wallMs());
        lastMs = now();
      }
    }),
  );
});
