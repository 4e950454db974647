import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { mergeManifests } from './merge-manifests.ts';

const base = `name: shop # the one by the sea
replicas: 3
template:
  containers:
    - name: web
      image: web:1
      env:
        - name: MODE
          value: quiet
`;
const merge = (mine: string, theirs: string) => mergeManifests({ base, mine, theirs })!;

describe('a three-way merge of manifests', () => {
  test('takes what only they changed into my text, with its comments', () => {
    const { text, taken, conflicts } = merge(
      base.replace('web:1', 'web:2'),
      base.replace('replicas: 3', 'replicas: 5'),
    );
    expect(text).toBe(base.replace('web:1', 'web:2').replace('replicas: 3', 'replicas: 5'));
    expect(taken).toEqual(['replicas']);
    expect(conflicts).toEqual([]);
  });

  test('says where both changed the same field in different ways, and lets mine stand', () => {
    const { text, conflicts } = merge(base.replace('web:1', 'web:2'), base.replace('web:1', 'web:3'));
    expect(text).toContain('web:2');
    expect(conflicts).toEqual([
      {
        field: 'template.containers[0].image',
        path: ['template', 'containers', 0, 'image'],
        mine: 'web:2',
        theirs: 'web:3',
      },
    ]);
  });

  test('the same change on both sides is no conflict', () => {
    const both = base.replace('quiet', 'loud');
    expect(merge(both, both)).toEqual({ text: both, taken: [], conflicts: [] });
  });

  test('items of lists are told apart by name: what each side adds is kept, what they take away goes', () => {
    const add = (name: string) => `${base}        - name: ${name}\n          value: x\n`;
    const added = merge(add('MINE'), add('THEIRS'));
    expect(added.conflicts).toEqual([]);
    const names = parse(added.text).template.containers[0].env.map((one: { name: string }) => one.name);
    expect(names).toEqual(['MODE', 'MINE', 'THEIRS']);
    const without = base.slice(0, base.indexOf('      env:'));
    expect(parse(merge(add('MINE'), without).text).template.containers[0].env).toBeDefined();
  });

  test('keeps the comments of both, also on what both remarked on', () => {
    const mine = base.replace('replicas: 3', 'replicas: 3 # at night').replace('by the sea', 'in town');
    const theirs = base
      .replace('replicas: 3', 'replicas: 5 # by day')
      .replace('      image:', '      # until the new one is ready\n      image:');
    const { text, taken, conflicts } = merge(mine, theirs);
    expect(text).toContain('replicas: 5 # at night; by day');
    expect(text).toContain('# the one in town');
    expect(text).toContain('# until the new one is ready\n      image: web:1');
    expect(taken).toEqual(['replicas', 'comments']);
    expect(conflicts).toEqual([]);
  });

  test('what is no YAML is not merged', () => {
    expect(mergeManifests({ base, mine: 'a: [', theirs: base })).toBeNull();
  });

  const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b'));
  const manifest = fc.record(
    { a: value, b: value, c: fc.record({ d: value, e: value }, { requiredKeys: [] }) },
    { requiredKeys: [] },
  );

  test('without a conflict, each side’s changes are all in it; with my side unchanged it is theirs', () => {
    fc.assert(
      fc.property(manifest, manifest, manifest, (b, m, t) => {
        const [before, mine, theirs] = [b, m, t].map((one) => stringify(one)) as [string, string, string];
        const fromTheirs = mergeManifests({ base: before, mine: before, theirs })!;
        expect(fromTheirs.conflicts).toEqual([]);
        expect(mergeManifests({ base: before, mine, theirs: before })!.text).toBe(mine);
        const merged = mergeManifests({ base: before, mine, theirs })!;
        const again = mergeManifests({ base: theirs, mine: merged.text, theirs })!;
        expect(again.conflicts).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
