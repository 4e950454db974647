import { describe, expect, it } from 'vitest';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

describe('merge patch', () => {
  it('merges objects, removes nulls, replaces lists', () => {
    expect(mergePatch({ a: { b: 1, c: 2 }, l: [1, 2] }, { a: { c: null, d: 3 }, l: [9] })).toEqual({
      a: { b: 1, d: 3 },
      l: [9],
    });
  });
});

describe('JSON patch', () => {
  it('applies in order and leaves the target alone', () => {
    const target = { a: [1, 2] };
    expect(
      jsonPatch(target, [
        { op: 'add', path: '/a/-', value: 3 },
        { op: 'remove', path: '/a/0' },
      ]),
    ).toEqual({ a: [2, 3] });
    expect(target).toEqual({ a: [1, 2] });
  });

  it('refuses the whole when one operation fails', () => {
    expect(() => jsonPatch({ a: 1 }, [{ op: 'test', path: '/a', value: 2 }])).toThrow(/rejected our request/);
    expect(() => jsonPatch({}, { op: 'add' })).toThrow(/list of operations/);
  });
});

describe('strategic merge patch', () => {
  const spec = {
    containers: [
      { name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }] },
      { name: 'log', image: 'log:1' },
    ],
  };

  it('changes one container by name and keeps the order that is asked for', () => {
    const patch = {
      $setElementOrder: undefined,
      '$setElementOrder/containers': [{ name: 'web' }, { name: 'log' }],
      containers: [{ name: 'web', image: 'web:2' }],
    };
    expect(strategicMergePatch(spec, patch)).toEqual({
      containers: [
        { name: 'web', image: 'web:2', env: [{ name: 'A', value: '1' }] },
        { name: 'log', image: 'log:1' },
      ],
    });
  });

  it('adds and reorders items', () => {
    const patch = {
      '$setElementOrder/containers': [{ name: 'new' }, { name: 'log' }, { name: 'web' }],
      containers: [{ name: 'new', image: 'n' }],
    };
    expect(
      (strategicMergePatch(spec, patch).containers as { name: string }[]).map(({ name }) => name),
    ).toEqual(['new', 'log', 'web']);
  });

  it('deletes an item, and a field by null', () => {
    expect(
      strategicMergePatch(spec, {
        containers: [
          { name: 'log', $patch: 'delete' },
          { name: 'web', env: null },
        ],
      }),
    ).toEqual({ containers: [{ name: 'web', image: 'web:1' }] });
  });

  it('replaces what it is told to replace, and lists without a key', () => {
    expect(strategicMergePatch({ taints: [{ key: 'a' }] }, { taints: [{ key: 'b' }] })).toEqual({
      taints: [{ key: 'b' }],
    });
    expect(
      strategicMergePatch(
        { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
        { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      ),
    ).toEqual({ strategy: { type: 'Recreate' } });
    expect(strategicMergePatch({ labels: { a: '1' } }, { labels: { $patch: 'replace', b: '2' } })).toEqual({
      labels: { b: '2' },
    });
  });

  it('merges ports by containerPort in a container and by port in a service', () => {
    expect(
      strategicMergePatch(
        { ports: [{ containerPort: 80, name: 'a' }] },
        { ports: [{ containerPort: 80, name: 'b' }, { containerPort: 81 }] },
      ),
    ).toEqual({ ports: [{ containerPort: 80, name: 'b' }, { containerPort: 81 }] });
    expect(
      strategicMergePatch({ ports: [{ port: 80 }] }, { ports: [{ port: 80, targetPort: 8080 }] }),
    ).toEqual({ ports: [{ port: 80, targetPort: 8080 }] });
  });

  it('names the missing merge key', () => {
    expect(() => strategicMergePatch(spec, { containers: [{ image: 'x' }] })).toThrow(/merge key: name/);
  });
});
