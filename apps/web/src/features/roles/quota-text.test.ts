import { expect, it } from 'vitest';
import { bytesOf, cpuMillisOf } from './quota-text.ts';

it('reads cores and parts of them', () => {
  expect(['2', '1.5', '250m', ' 3 '].map(cpuMillisOf)).toEqual([2_000, 1_500, 250, 3_000]);
  expect(['', 'two', '-1', '1 core'].map(cpuMillisOf)).toEqual([null, null, null, null]);
});

it('reads bytes in binary units', () => {
  expect(['1024', '4Ki', '512Mi', '1.5Gi'].map(bytesOf)).toEqual([1_024, 4_096, 536_870_912, 1_610_612_736]);
  expect(['', '4GB', '-1Gi'].map(bytesOf)).toEqual([null, null, null]);
});
