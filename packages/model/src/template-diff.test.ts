import { expect, test } from 'vitest';
import { parseDeployment } from './deployment-manifest.ts';
import { diffTemplates, diffValues } from './template-diff.ts';
import { canonicalText, hashText } from './template-hash.ts';

function aTemplate(container: Record<string, unknown>, over: Record<string, unknown> = {}) {
  const parsed = parseDeployment({
    name: 'web',
    template: { containers: [{ name: 'web', image: 'a:1', ...container }], ...over },
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.template;
}

test('tells image first, variables by name, and probes as a whole', () => {
  const before = aTemplate({
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  });
  const after = aTemplate(
    {
      image: 'a:2',
      env: [
        { name: 'B', value: '3' },
        { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
      readinessProbe: { tcpSocket: { port: 80 } },
      resources: { limits: { memory: '64Mi' } },
    },
    { terminationGracePeriodSeconds: 5 },
  );
  const found = diffTemplates(before, after);
  expect(found[0]).toEqual({ path: 'containers[web].image', before: 'a:1', after: 'a:2' });
  expect(found.map(({ path, before, after }) => [path, before, after])).toEqual(
    expect.arrayContaining([
      ['containers[web].env[A]', '1', null],
      ['containers[web].env[B]', '2', '3'],
      ['containers[web].env[C]', null, 'from {"secretKeyRef":{"name":"s","key":"k"}}'],
      ['containers[web].readinessProbe', null, expect.stringContaining('"port":80')],
      ['containers[web].resources.limits.memory', null, '64Mi'],
      ['terminationGracePeriodSeconds', '30', '5'],
    ]),
  );
});

test('a variable that moved is a change of the list, told as such', () => {
  const [one, two] = [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
  ];
  const found = diffTemplates(aTemplate({ env: [one, two] }), aTemplate({ env: [two, one] }));
  expect(found).toEqual([{ path: 'containers[web].env', before: 'A, B', after: 'B, A' }]);
});

test('a container that comes is told by its image', () => {
  const sidecar = { name: 'logs', image: 'l:1' };
  const before = aTemplate({});
  const after = aTemplate({}, { containers: [{ name: 'web', image: 'a:1' }, sidecar] });
  expect(diffTemplates(before, after)).toEqual([{ path: 'containers[logs]', before: null, after: 'l:1' }]);
});

test('values of any kind are compared', () => {
  expect(diffValues({ a: 1, b: [1] }, { a: '1', b: [2] })).toEqual([
    { path: 'a', before: '1', after: '1' },
    { path: 'b', before: '[1]', after: '[2]' },
  ]);
  expect(diffValues(null, { a: 1 })).toEqual([{ path: '', before: 'null', after: '{"a":1}' }]);
});

test('the canonical text forgets key order and undefined, and nothing else', () => {
  expect(canonicalText({ b: 1, a: { d: undefined, c: [1, 'x', null] } })).toBe(
    '{"a":{"c":[1,"x",null]},"b":1}',
  );
  expect(canonicalText([1, 2])).not.toBe(canonicalText([2, 1]));
});

test('hashes do not collide over many near texts', () => {
  const hashes = new Set(Array.from({ length: 200_000 }, (_, index) => hashText(`nginx:${index}`)));
  expect(hashes.size).toBe(200_000);
});
