import type { NodeLoad } from '@gantry/client';
import type { NodeRecord, OfferRecord, Resources } from '@gantry/model';
import { expect, it } from 'vitest';
import { capacityOf, inUseWords } from './capacity.ts';

const cpu = (cpuMillis: number): Resources => ({ cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 });
const node = (id: string, status: NodeRecord['status'] = 'ready') =>
  ({ id, status, resources: cpu(1_000) }) as unknown as NodeRecord;
const load = (nodeId: string, cpuMillis: number) =>
  ({ nodeId, allocated: cpu(cpuMillis) }) as unknown as NodeLoad;
const offer = (state: OfferRecord['state'], cpuMillis: number) =>
  ({ state, resources: cpu(cpuMillis) }) as unknown as OfferRecord;

it('sums the nodes that can be reached; what is offered is held, and not reserved', () => {
  const nodes = [node('a'), node('b'), node('silent', 'unreachable'), node('new')];
  const loads = [load('a', 700), load('b', 200), load('silent', 900), load('gone', 50)];
  const offers = [offer('outstanding', 300), offer('declined', 400)];
  const [cpuRoom, memoryRoom] = capacityOf(nodes, loads, offers, { cpuMillis: 450 });
  expect(memoryRoom?.used).toBeNull();
  expect(cpuRoom).toEqual({
    ...{ kind: 'cpuMillis', total: 3_000, used: 450, reserved: 600, offered: 300 },
    // The one that joined a moment ago carries nothing, and is all free.
    ...{ free: 2_100, largestHole: 1_000 },
  });
});

it('says of how many nodes what is in use was measured, where that is not all', () => {
  expect(inUseWords({ measured: 2, ready: 3 })).toBe('in use on 2 of 3 nodes');
  expect([inUseWords({ measured: 3, ready: 3 }), inUseWords(null)]).toEqual(['in use', 'in use']);
});
