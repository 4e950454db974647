import type { TaskId } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReportOutbox } from './report-outbox.ts';
import { aReport, aTaskId } from './testing/builders.ts';

describe('report outbox', () => {
  test('whatever is put, lost and acknowledged, in the end the newest of each task is durable, none out of order', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('put' as const), task: fc.integer({ min: 0, max: 3 }) }),
      fc.constant({ type: 'take' as const }),
      fc.constant({ type: 'acknowledge' as const }),
      fc.constant({ type: 'rewind' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const durable = new Map<string, number>();
        const newest = new Map<string, number>();
        const outbox = new ReportOutbox(({ taskId, probeFailures }) => {
          expect(probeFailures).toBeGreaterThanOrEqual(durable.get(taskId) ?? 0);
          durable.set(taskId, probeFailures);
        });
        const acknowledge = () => outbox.underWay && outbox.acknowledge(outbox.underWay.sequence);
        steps.forEach((taken, index) => {
          if (taken.type === 'put') {
            const taskId = `${aTaskId}${taken.task}` as TaskId;
            newest.set(taskId, index + 1);
            outbox.put(aReport({ taskId, probeFailures: index + 1 }));
          } else if (taken.type === 'take') outbox.take();
          else if (taken.type === 'acknowledge') acknowledge();
          else outbox.rewind();
        });
        acknowledge();
        outbox.take();
        acknowledge();
        expect(durable).toEqual(newest);
      }),
    );
  });
});
