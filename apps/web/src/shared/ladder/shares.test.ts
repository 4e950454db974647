import { expect, it } from 'vitest';
import { sharesOf } from './shares.ts';

const none = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };
const total = { cpuMillis: 10_000, memoryBytes: 1_000, diskBytes: 500, gpus: 0 };
const nothingSet = { offered: none, quotaGuarantee: null, quotaLimit: null };

it('counts what is offered, guaranteed, limited and reserved of the resource that it has most of, whichever that is', () => {
  const of = {
    taken: { ...none, cpuMillis: 1_000, diskBytes: 200 },
    offered: { ...none, cpuMillis: 1_000, diskBytes: 50 },
    quotaGuarantee: { ...none, diskBytes: 100 },
    quotaLimit: { diskBytes: 600, cpuMillis: null },
    reserved: { ...none, diskBytes: 150 },
  };
  expect(sharesOf(of, total)).toEqual({
    dominant: { kind: 'diskBytes', ratio: 0.4 },
    ...{ offeredRatio: 0.1, guaranteeRatio: 0.2, limitRatio: 1, reservedRatio: 0.3 },
  });
});

it('has no share of what the cluster has nothing of', () => {
  expect(sharesOf({ taken: { ...none, gpus: 2 }, ...nothingSet }, total)).toMatchObject({
    dominant: { kind: 'cpuMillis', ratio: 0 },
    ...{ guaranteeRatio: null, limitRatio: null, reservedRatio: 0 },
  });
});
