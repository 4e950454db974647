import { describe, expect, it } from 'vitest';
import { stepsKept, UsageLanes } from './usage-lanes.ts';

const first = 1_000_003;
const uses = (cpuMillis: number) => ({ cpuMillis, memoryBytes: cpuMillis * 1_024 });
const lanesOf = () => new UsageLanes<string>(Float64Array);
const cpuBefore = (lanes: UsageLanes<string>, id: string, step: number) =>
  lanes.before(id, step)?.amounts.map((one) => one?.cpuMillis ?? null);

describe('lanes of what is used', () => {
  it('tell the steps before one, from the first that was measured on, with gaps where nothing was', () => {
    const lanes = lanesOf();
    for (const step of [0, 1, 4]) lanes.add('a', first + step, uses(100 + step));
    expect(lanes.before('a', first + 5)).toEqual({
      step: first,
      amounts: [uses(100), uses(101), null, null, uses(104)],
    });
    expect(cpuBefore(lanes, 'a', first + 4)).toEqual([100, 101, null, null]);
    expect(cpuBefore(lanes, 'a', first + 7)).toEqual([100, 101, null, null, 104, null, null]);
    expect([lanes.before('a', first), lanes.before('b', first + 5)]).toEqual([null, null]);
  });

  it('sum what is of the same step, and add nothing to one that is over', () => {
    const lanes = lanesOf();
    lanes.add('a', first, uses(1));
    lanes.add('a', first, uses(2));
    lanes.add('a', first + 1, uses(7));
    lanes.add('a', first, uses(50));
    expect(cpuBefore(lanes, 'a', first + 2)).toEqual([3, 7]);
  });

  it('keep the last ten minutes, however long it goes on, and nothing of before a long silence', () => {
    const lanes = lanesOf();
    const last = 3 * stepsKept + 7;
    for (let step = 0; step <= last; step++) lanes.add('a', first + step, uses(step));
    const told = cpuBefore(lanes, 'a', first + last + 1)!;
    expect(told).toEqual(Array.from({ length: stepsKept }, (_, index) => last - stepsKept + 1 + index));
    expect(lanes.before('a', first + last + stepsKept + 1)).toBeNull();
    lanes.add('a', first + last + 2 * stepsKept, uses(9));
    expect(cpuBefore(lanes, 'a', first + last + 2 * stepsKept + 1)).toEqual([9]);
  });

  it('keep what is measured apart, also where one takes the room of one that is forgotten', () => {
    const lanes = lanesOf();
    const ids = Array.from({ length: 700 }, (_, index) => `t${index}`);
    for (const [index, id] of ids.entries()) lanes.add(id, first, uses(index));
    for (const id of ids.slice(0, 300)) lanes.forget(id);
    lanes.forget('never there');
    for (const [index, id] of ids.slice(0, 300).entries())
      lanes.add(`${id}b`, first + 1, uses(5_000 + index));
    expect(lanes.size).toBe(700);
    expect(cpuBefore(lanes, 't0', first + 2)).toBeUndefined();
    expect(cpuBefore(lanes, 't299b', first + 2)).toEqual([5_299]);
    expect(cpuBefore(lanes, 't300', first + 2)).toEqual([300, null]);
    expect(cpuBefore(lanes, 't699', first + 2)).toEqual([699, null]);
  });
});
