import { expect, it } from 'vitest';
import type { AppShare } from './app-shares.ts';
import { shareShade } from './share-shade.ts';

const share = (whose: AppShare['whose']) => ({ whose, owner: null, amount: 1 }) as AppShare;
const shadesOf = (shares: readonly AppShare['whose'][], isTold = true) =>
  shares.map((whose, place) => shareShade(share(whose), place, isTold));

it('gives what no deployment or job has the faintest shade, wherever it stands', () => {
  expect(shadesOf(['app', 'app', 'app', 'smaller', 'none'])).toEqual([
    ...['bg-accent', 'bg-accent/70', 'bg-accent/45', 'bg-accent/45', 'bg-accent/25'],
  ]);
  expect(shadesOf(['app', 'none'])).toEqual(['bg-accent', 'bg-accent/25']);
  expect(shadesOf(['smaller'])).toEqual(['bg-accent']);
  expect(shadesOf(['none'])).toEqual(['bg-accent/25']);
});

it('has all of it stand out where nobody knows whose it is', () => {
  expect(shadesOf(['none'], false)).toEqual(['bg-accent']);
});
