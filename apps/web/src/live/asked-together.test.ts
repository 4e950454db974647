import { expect, it } from 'vitest';
import { askedTogether } from './asked-together.ts';

it('asks about rows that come within a moment at once, and answers each with its own part', async () => {
  const calls: string[][] = [];
  const ask = askedTogether(
    async (ids: string[]) => {
      calls.push(ids);
      return ids.filter((id) => id !== 'gone').map((id) => ({ id, told: calls.length }));
    },
    ({ id }) => id,
  );
  expect(await Promise.all(['a', 'b', 'a', 'gone'].map(ask))).toEqual([
    { id: 'a', told: 1 },
    { id: 'b', told: 1 },
    { id: 'a', told: 1 },
    null,
  ]);
  expect(await ask('c')).toEqual({ id: 'c', told: 2 });
  expect(calls).toEqual([['a', 'b', 'gone'], ['c']]);
});

it('asks in parts where one answer cannot be about all, and fails all who asked when one fails', async () => {
  const sizes: number[] = [];
  const ask = askedTogether(
    async (ids: string[]) => {
      sizes.push(ids.length);
      if (ids.includes('bad')) throw new Error('no');
      return ids;
    },
    (id) => id,
  );
  await Promise.all(Array.from({ length: 450 }, (_, index) => ask(`r${index}`)));
  expect(sizes).toEqual([200, 200, 50]);
  const asked = await Promise.allSettled(['a', 'bad'].map(ask));
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
