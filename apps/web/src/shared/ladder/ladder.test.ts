import type { LadderRow } from '@gantry/client';
import { describe, expect, it } from 'vitest';
import { ladderSteps } from './ladder.ts';

const none = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };
const total = { cpuMillis: 10_000, memoryBytes: 1_000, diskBytes: 0, gpus: 0 };
const row = (frameworkName: string, over: Partial<LadderRow>): LadderRow => ({
  frameworkId: frameworkName as LadderRow['frameworkId'],
  frameworkName,
  kind: 'mesos',
  role: '*',
  levels: [{ role: '*', share: 0, weight: 2 }],
  taken: none,
  offered: none,
  turns: 0,
  isHungry: true,
  isNext: false,
  refusedUntilAtMs: null,
  why: '',
  reasons: [],
  lastOfferAtMs: null,
  quotaGuarantee: null,
  quotaLimit: null,
  ...over,
});

describe('the fair-share ladder', () => {
  it('keeps the allocator’s order, and marks the one that it chooses next', () => {
    const rows = [
      row('idle', { isHungry: false }),
      row('refused', { why: 'It refused all of them.' }),
      row('spark', { isNext: true }),
      row('web', {}),
    ];
    const steps = ladderSteps(rows, total);
    expect(steps.map(({ name, isNext }) => [name, isNext])).toEqual([
      ['idle', false],
      ['refused', false],
      ['spark', true],
      ['web', false],
    ]);
  });

  it('marks what the role is guaranteed and limited to, of the resource that it has most of', () => {
    const quotas = {
      quotaGuarantee: { ...none, cpuMillis: 2_000 },
      quotaLimit: { cpuMillis: 8_000, memoryBytes: null, diskBytes: null, gpus: null },
    };
    const [step] = ladderSteps([row('spark', { taken: { ...none, cpuMillis: 4_000 }, ...quotas })], total);
    expect(step).toMatchObject({ guaranteeRatio: 0.2, limitRatio: 0.8 });
    const [other] = ladderSteps([row('spark', { taken: { ...none, memoryBytes: 400 }, ...quotas })], total);
    expect(other).toMatchObject({ guaranteeRatio: null, limitRatio: null });
  });

  it('tells the largest share, of which resource, and how much of it is only held out', () => {
    const taken = { ...none, cpuMillis: 1_000, memoryBytes: 400 };
    const [step] = ladderSteps([row('spark', { taken, offered: { ...none, memoryBytes: 100 } })], total);
    expect(step).toMatchObject({
      dominant: { kind: 'memoryBytes', ratio: 0.4 },
      offeredRatio: 0.1,
      weight: 2,
    });
  });
});
