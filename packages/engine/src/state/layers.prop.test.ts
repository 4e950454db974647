import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LayeredIndex } from './layered-index.ts';
import { LayeredMap } from './layered-map.ts';
import { LayeredTally } from './layered-tally.ts';

/** Each is played against a plain structure, with layers that are laid over, merged down and dropped on the way. */

const key = fc.constantFrom('a', 'b', 'c', 'd');
const move = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('set' as const), key, member: key, value: fc.nat(9) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), key, member: key, value: fc.constant(0) }),
  },
  fc.record({
    kind: fc.constantFrom('over' as const, 'merge' as const, 'drop' as const),
    key,
    member: key,
    value: fc.constant(0),
  }),
);
const moves = fc.array(move, { maxLength: 30, size: 'max' });

/** Plays moves on a stack of layers; `write` gets the top one and its plain twin. */
function play<L, P>(
  list: { kind: string; key: string; member: string; value: number }[],
  of: {
    lowest(): L;
    over(below: L): L;
    merge(top: L, below: L): void;
    plain: P;
    copy(plain: P): P;
    write(
      layer: L,
      plain: P,
      move: { kind: 'set' | 'delete'; key: string; member: string; value: number },
    ): void;
  },
): { layer: L; plain: P } {
  const stack = [{ layer: of.lowest(), plain: of.plain }];
  for (const { kind, ...move } of list) {
    const top = stack.at(-1)!;
    const below = stack.at(-2);
    if (kind === 'set' || kind === 'delete') of.write(top.layer, top.plain, { kind, ...move });
    if (kind === 'over') stack.push({ layer: of.over(top.layer), plain: of.copy(top.plain) });
    if (kind === 'drop' && below !== undefined) stack.pop();
    if (kind === 'merge' && below !== undefined) {
      stack.pop();
      of.merge(top.layer, below.layer);
      below.plain = top.plain;
    }
  }
  return stack.at(-1)!;
}

test('[EN7] a layered map is the plain map it stands for', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { layer, plain } = play(list, {
        lowest: () => new LayeredMap<{ value: number }>(null),
        over: (below) => new LayeredMap(below),
        merge: (top, below) => top.mergeInto(below),
        plain: new Map<string, { value: number }>(),
        copy: (map) => new Map(map),
        write(map, twin, { kind, key, value }) {
          if (kind === 'set') {
            map.set(key, { value });
            twin.set(key, { value });
          } else {
            map.delete(key);
            twin.delete(key);
          }
        },
      });
      expect(new Map(layer.entries())).toEqual(plain);
      expect(layer.size).toBe(plain.size);
      for (const key of ['a', 'b', 'c', 'd', 'e']) expect(layer.get(key)).toEqual(plain.get(key));
    }),
  );
});

test('[EN7] a layered index is the plain sets it stands for', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { layer, plain } = play(list, {
        lowest: () => new LayeredIndex(null),
        over: (below) => new LayeredIndex(below),
        merge: (top, below) => top.mergeInto(below),
        plain: new Set<string>(),
        copy: (set) => new Set(set),
        write(index, twin, { kind, key, member }) {
          const isIn = twin.has(`${key} ${member}`);
          if (kind === 'set' && !isIn) {
            index.add(key, member);
            twin.add(`${key} ${member}`);
          } else if (kind === 'delete' && isIn) {
            index.remove(key, member);
            twin.delete(`${key} ${member}`);
          }
        },
      });
      const all = layer.keys().flatMap((key) => layer.of(key).map((member) => `${key} ${member}`));
      expect(new Set(all)).toEqual(plain);
      for (const key of ['a', 'b', 'c', 'd']) {
        const members = [...plain].filter((pair) => pair.startsWith(key));
        expect(layer.sizeOf(key)).toBe(members.length);
        expect(layer.first(key) === undefined).toBe(members.length === 0);
        expect(layer.isEmpty(key)).toBe(members.length === 0);
      }
    }),
  );
});

test('[EN7] a layered tally is the plain counts it stands for', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { layer, plain } = play(list, {
        lowest: () => new LayeredTally(null),
        over: (below) => new LayeredTally(below),
        merge: (top, below) => top.mergeInto(below),
        plain: new Map<string, number>(),
        copy: (map) => new Map(map),
        write(tally, twin, { kind, key, member, value }) {
          const by = kind === 'set' ? value : -(twin.get(`${key} ${member}`) ?? 0);
          tally.change(key, member, by);
          twin.set(`${key} ${member}`, (twin.get(`${key} ${member}`) ?? 0) + by);
        },
      });
      for (const key of ['a', 'b', 'c', 'd']) {
        const counted = [...plain].filter(([pair, count]) => pair.startsWith(key) && count > 0);
        expect(layer.of(key)).toEqual(new Map(counted.map(([pair, count]) => [pair.slice(2), count])));
        for (const member of ['a', 'b'])
          expect(layer.count(key, member)).toBe(plain.get(`${key} ${member}`) ?? 0);
      }
    }),
  );
});
