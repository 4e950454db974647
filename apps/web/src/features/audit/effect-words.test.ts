import type { ChangedObject } from '@gantry/client';
import { expect, it } from 'vitest';
import { linesOf } from './effect-words.ts';

const afterOf = (after: string | null, path = 'healthGates') => {
  const differences = [{ path, before: null, after }];
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

it.each(['containers[web].env[SETTINGS].value', 'data.app', 'template.metadata.annotations[note]'])(
  'tells %s as it was written',
  (path) => expect(afterOf('{"a":1}', path)).toBe('{"a":1}'),
);

it('tells variables of one name in two containers apart', () => {
  const env = (container: string) => ({
    path: `containers[${container}].env[MODE].value`,
    before: 'a',
    after: 'b',
  });
  const lines = linesOf({ differences: [env('web'), env('log')] } as unknown as ChangedObject);
  expect(new Set(lines.map(({ path }) => path)).size).toBe(2);
});
