import type { AgentMessage, StoredVolume } from '@gantry/model';
import { RuntimeFault } from '@gantry/runtime';
import { expect, test } from 'vitest';
import { silentLog } from './agent-log.ts';
import { VirtualClock } from './testing/virtual-clock.ts';
import { VolumeRemovals } from './volume-removals.ts';

const volume: StoredVolume = { id: 'v1', name: 'default.data.v1', driver: 'docker', options: {} };

/** @param faults thrown one after the other; then it works. */
function removalsWith(...faults: RuntimeFault[]) {
  const clock = new VirtualClock();
  const said: AgentMessage[] = [];
  let tries = 0;
  const removals = new VolumeRemovals({
    ...{ clock, log: silentLog, send: (message) => said.push(message) },
    volumes: {
      async removeVolume() {
        const fault = faults[tries++];
        if (fault) throw fault;
      },
    },
  });
  const errors = () => said.map((one) => (one.type === 'volume-removed' ? one.error : 'another message'));
  return { clock, removals, errors, tries: () => tries };
}

const inUse = () => new RuntimeFault('Unavailable', 'the volume is in use', true);

test('what is in the way for a while is told, and tried again until it works', async () => {
  const { clock, removals, errors } = removalsWith(inUse(), inUse());
  removals.begin([volume]);
  await clock.settle();
  expect(errors()).toEqual([
    expect.stringContaining('the volume is in use (tried once; the next try is 1 s later)'),
  ]);
  await clock.advance(1_000);
  await clock.advance(2_000);
  expect(errors()).toEqual([expect.any(String), expect.stringContaining('tried 2 times'), null]);
});

test('to be asked again meanwhile changes nothing', async () => {
  const { clock, removals, errors, tries } = removalsWith(inUse());
  removals.begin([volume, volume]);
  await clock.settle();
  removals.begin([volume]);
  await clock.settle();
  expect(tries()).toBe(1);
  await clock.advance(1_000);
  expect(errors().at(-1)).toBeNull();
});

test('what will never work is told once, and can be asked for again', async () => {
  const { clock, removals, errors } = removalsWith(new RuntimeFault('Unsupported', 'no such driver', false));
  removals.begin([volume]);
  await clock.settle();
  await clock.advance(600_000);
  expect(errors()).toEqual(['no such driver']);
  removals.begin([volume]);
  await clock.settle();
  expect(errors()).toEqual(['no such driver', null]);
});

test('an agent that stops tries no more', async () => {
  const { clock, removals, tries } = removalsWith(inUse());
  removals.begin([volume]);
  await clock.settle();
  removals.close();
  await clock.advance(60_000);
  expect(tries()).toBe(1);
});
