import { expect, it } from 'vitest';
import { readinessOf } from './readiness.ts';

const box = { width: 106, height: 40 };
const curveOf = (...ready: number[]) =>
  ready.map((count, at) => ({ atMs: 1_000 + at * 500, ready: count, total: 4 }));

it('draws what is ready in steps, and marks where it is lowest', () => {
  const shown = readinessOf({ curve: curveOf(4, 3, 4), desired: 4 }, box);
  expect(shown?.line).toBe('M0 0H50V10H100V0H106');
  expect(shown?.lowest).toEqual({ x: 50, y: 10, ready: 3 });
  expect(shown?.desiredY).toBe(0);
});

it('begins with what is ready now, where the act itself stops some of it', () => {
  const curve = [{ atMs: 1_000, ready: 4, total: 4 }, ...curveOf(3, 4)];
  const shown = readinessOf({ curve, desired: 4 }, box);
  expect(shown?.line).toBe('M0 0H0V10H100V0H106');
  expect(shown?.lowest).toEqual({ x: 0, y: 10, ready: 3 });
});

it('shows how it ends, and the lowest point there too', () => {
  const shown = readinessOf({ curve: curveOf(4, 3, 2), desired: 4 }, box);
  expect(shown?.line).toBe('M0 0H50V10H100V20H106');
  expect(shown?.lowest).toEqual({ x: 100, y: 20, ready: 2 });
});

it('leaves room for more than is wanted', () => {
  expect(readinessOf({ curve: curveOf(8, 4), desired: 4 }, box)?.desiredY).toBe(20);
});

it('draws nothing where nothing of it changes', () => {
  expect(readinessOf({ curve: curveOf(4, 4, 4), desired: 4 }, box)).toBeNull();
  expect(readinessOf({ curve: [], desired: 4 }, box)).toBeNull();
  const deleted = [{ atMs: 1_000, ready: 4, total: 4 }, ...curveOf(0, 0)];
  expect(readinessOf({ curve: deleted, desired: 0 }, box)).toBeNull();
});
