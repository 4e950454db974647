import { expect, it } from 'vitest';
import { shareShade } from './share-shade.ts';

const share = (owner: string | null) => ({ owner, amount: 1 });
const shadesOf = (owners: readonly (string | null)[], isTold = true) =>
  owners.map((owner, place) => shareShade(share(owner), place, isTold));

it('gives what no deployment or job has the faintest shade, wherever it stands', () => {
  expect(shadesOf(['a', 'b', 'c', null])).toEqual([
    'bg-accent',
    'bg-accent/70',
    'bg-accent/45',
    'bg-accent/25',
  ]);
  expect(shadesOf(['a', null])).toEqual(['bg-accent', 'bg-accent/25']);
  expect(shadesOf([null])).toEqual(['bg-accent/25']);
});

it('has all of it stand out where nobody knows whose it is', () => {
  expect(shadesOf([null], false)).toEqual(['bg-accent']);
});
