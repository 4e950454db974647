import { expect, it } from 'vitest';
import type { Plan } from '../../live/plans.ts';
import { endsServing, outageLength, outageOf, outageSentence } from './outage.ts';

/** `ready`: how many, at these milliseconds. */
const plan = (
  ready: Record<number, number>,
  over: Partial<Omit<Plan, 'command'>> & { type?: string } = {},
) => {
  const { type = 'deployment.setImage', ...rest } = over;
  const curve = Object.entries(ready).map(([atMs, count]) => ({
    ...{ atMs: Number(atMs), ready: count, total: 4 },
  }));
  return { command: { type }, changes: true, desired: 3, curve, ...rest } as unknown as Plan;
};
const told = (one: Plan) => {
  const outage = outageOf(one);
  return outage && outageSentence(outage).replaceAll('\u00a0', ' ');
};

it('tells a plan that takes what serves to zero, and for how long in all', () => {
  expect(told(plan({ 0: 3, 1000: 0, 13000: 3 }))).toBe('Nobody answers for about 12 s.');
  expect(told(plan({ 0: 1, 1000: 0, 3000: 1, 4000: 0, 7000: 1 }))).toBe('Nobody answers for about 5 s.');
  expect(told(plan({ 0: 3, 1000: 0 }))).toBe('Nobody answers from then on.');
  expect(outageLength({ lastsMs: 0 })).toBe('for a moment');
});

it('tells the act itself that stops all at once', () => {
  const curve = [
    { atMs: 0, ready: 3, total: 3 },
    { atMs: 0, ready: 0, total: 3 },
    { atMs: 500, ready: 3, total: 3 },
  ];
  expect(outageOf(plan({}, { curve }))).toEqual({ lastsMs: 500 });
});

it.each([
  ['something stays ready', plan({ 0: 3, 1000: 1, 2000: 3 })],
  ['nothing is ready now anyway', plan({ 0: 0, 1000: 3 })],
  ['nothing changes', plan({ 0: 3, 1000: 0 }, { changes: false })],
  ['none is wanted', plan({ 0: 3, 1000: 0 }, { desired: 0 })],
  ['nothing is known of it', plan({})],
  ['it is of a job', plan({ 0: 3, 1000: 0 }, { type: 'job.suspend' })],
])('tells nothing where %s', (_, one) => {
  expect(outageOf(one)).toBeNull();
});

it('knows a scale to zero for what it is', () => {
  const toZero = { desired: 0, type: 'deployment.scale' };
  expect(endsServing(plan({ 0: 3, 1000: 0 }, toZero))).toBe(true);
  expect(endsServing(plan({ 0: 0, 1000: 0 }, toZero))).toBe(false);
  expect(endsServing(plan({ 0: 3, 1000: 0 }, { desired: 0, type: 'deployment.delete' }))).toBe(false);
  expect(endsServing(plan({ 0: 3, 1000: 0 }, { type: 'deployment.scale' }))).toBe(false);
});
