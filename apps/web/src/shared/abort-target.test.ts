import { expect, it } from 'vitest';
import { abortTarget } from './abort-target.ts';

it('leads back by an abort only while a paused rollout is under way and came from somewhere', () => {
  const underWay = { endedAtMs: null, fromRevision: 1 };
  expect(abortTarget({ paused: true }, underWay)).toBe(1);
  expect(abortTarget({ paused: false }, underWay)).toBeUndefined();
  expect(abortTarget({ paused: true }, { ...underWay, endedAtMs: 9 })).toBeUndefined();
  expect(abortTarget({ paused: true }, { ...underWay, fromRevision: null })).toBeUndefined();
  expect(abortTarget({ paused: true }, undefined)).toBeUndefined();
});
