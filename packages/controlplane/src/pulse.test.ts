import { expect, test } from 'vitest';
import { startPulse } from './pulse.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

test('a second is a beat; standing still for longer is told first, with how long', async () => {
  const clock = new VirtualClock();
  const heard: (string | number)[] = [];
  const stop = startPulse(clock, { beat: () => heard.push('beat'), stall: (ms) => heard.push(ms) });
  await clock.advance(2_000);
  clock.freeze(60_000);
  await clock.advance(1_000);
  expect(heard).toEqual(['beat', 'beat', 59_000, 'beat', 'beat']);
  stop();
  await clock.advance(10_000);
  expect(heard).toHaveLength(5);
});
