import { describe, expect, it } from 'vitest';
import type { LadderStep } from '../../shared/ladder/ladder.ts';
import { heldOrder } from './held-order.ts';
import { mostSteps, shownSteps } from './shown-steps.ts';

const step = (key: string, why = '', isHungry = true) => ({ key, why, isHungry }) as LadderStep;
const keysOf = (steps: readonly LadderStep[]) => steps.map(({ key }) => key);

describe('a ladder of a thousand', () => {
  const top = Array.from({ length: mostSteps }, (_, index) => step(`top-${index}`));

  it('is drawn whole as long as it is short', () => {
    expect(shownSteps(top)).toBe(top);
  });

  it('shows its top and who starves below it, but not all that wait or want nothing', () => {
    const below = [step('waits'), step('starves', 'It refused all of them.'), step('idle', 'no', false)];
    expect(keysOf(shownSteps([...top, ...below]))).toEqual([...keysOf(top), 'starves']);
    const starving = Array.from({ length: 1_000 }, (_, index) => step(`s${index}`, 'full'));
    expect(shownSteps([...top, ...starving])).toHaveLength(2 * mostSteps);
  });
});

it('keeps an order that was there, with what is new at the end', () => {
  const things = ['c', 'new', 'a', 'b'];
  expect(heldOrder(things, (thing) => thing, ['a', 'b', 'gone', 'c'])).toEqual(['a', 'b', 'c', 'new']);
});
