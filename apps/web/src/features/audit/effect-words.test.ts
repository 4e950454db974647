import type { ChangedObject } from '@gantry/client';
import { expect, it } from 'vitest';
import { linesOf } from './effect-words.ts';

const afterOf = (after: string | null) => {
  const differences = [{ path: 'healthGates', before: null, after }];
  return linesOf({
    kind: 'deployment',
    namespace: 'default',
    name: 'web',
    change: 'changed',
    differences,
  } as ChangedObject)[0]?.after;
};

it.each([
  ['{"maxProbeFailures":3,"onFailure":"pause"}', 'maxProbeFailures: 3, onFailure: pause'],
  ['{"rollingUpdate":{"maxSurge":2}}', 'rollingUpdate: {"maxSurge":2}'],
  ['{"maxProbeFailures":3,"onFai…', '{"maxProbeFailures":3,"onFai…'],
  ['{}', '{}'],
  ['{{ name }}', '{{ name }}'],
  ['3', '3'],
  [null, null],
])('tells the fields of %s without the marks of JSON', (value, told) => {
  expect(afterOf(value)).toBe(told);
});
