import { expect, it } from 'vitest';
import { formatBytes } from './quantity.ts';
import { sharedUnit } from './shared-unit.ts';

const mebibyte = 1_048_576;
const pair = (used: number, reserved: number) =>
  sharedUnit(formatBytes(used), formatBytes(reserved)).join(' / ').replaceAll('\u00a0', ' ');

it('tells a unit once where both figures have it', () => {
  expect(pair(7 * mebibyte, 32 * mebibyte)).toBe('7 / 32 MiB');
  expect(pair(184 * 1024, 16 * mebibyte)).toBe('184 KiB / 16 MiB');
  expect(sharedUnit('0.03', '0.06')).toEqual(['0.03', '0.06']);
});
