import { noResources } from '@gantry/model';
import { expect, it } from 'vitest';
import { fitRows, whyRows } from './why-rows.ts';

const verdict = (node: string, message: string) =>
  ({ nodeId: `id-${node}`, node, message, lacks: noResources }) as Parameters<typeof group>[2][number];

const group = (
  code: string,
  nodes: number,
  verdicts: NonNullable<Parameters<typeof whyRows>[1]>['groups'][number]['verdicts'],
) => ({ code, nodes, verdicts });

const reasons = [{ code: 'cpu', nodes: 2, message: '2 lack CPU (wants 4, most free is 2 on a)' }];

it('shows what is written on the container until the nodes have answered', () => {
  expect(whyRows(reasons, undefined)).toEqual([{ ...reasons[0], verdicts: [] }]);
});

it('keeps the written words where the nodes still count the same, and says what they say where not', () => {
  const groups = [
    group('cpu', 2, [verdict('a', 'lacks CPU (wants 4, 2 is free)')]),
    group('cordoned', 1, [verdict('b', 'is cordoned')]),
  ];
  expect(whyRows(reasons, { groups }).map(({ message }) => message)).toEqual([
    '2 lack CPU (wants 4, most free is 2 on a)',
    '1 node: is cordoned',
  ]);
  expect(whyRows([{ ...reasons[0]!, nodes: 7 }], { groups })[0]!.message).toBe(
    '2 nodes: lacks CPU (wants 4, 2 is free)',
  );
});

it('drops a reason that no node gives any more, but not a quota, which is no node’s', () => {
  const quota = { code: 'quota', nodes: 3, message: 'The role ads has all of its quota.' };
  expect(whyRows([...reasons, quota], { groups: [] }).map(({ code }) => code)).toEqual(['quota']);
});

it('puts what is free beside what is wanted, and leaves out what is not wanted', () => {
  const free = { cpuMillis: 500, memoryBytes: 4 * 1024 ** 3, diskBytes: 0, gpus: 1 };
  const wants = { cpuMillis: 2_000, memoryBytes: 1024 ** 3, diskBytes: 0, gpus: 0 };
  expect(fitRows({ free, wants })).toEqual([
    { label: 'CPU', free: '0.5\u00a0CPU', wants: '2\u00a0CPU', ratio: 0.25, isShort: true },
    { label: 'Memory', free: '4\u00a0GiB', wants: '1\u00a0GiB', ratio: 1, isShort: false },
  ]);
});
