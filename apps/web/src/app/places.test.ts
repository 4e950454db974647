import { expect, it } from 'vitest';
import { isInPlace, places } from './places.ts';

const placesOf = (path: string) => places.filter((place) => isInPlace(place, path)).map(({ label }) => label);

it.each([
  ['/', ['Overview']],
  ['/deployments/default/shop/timeline', ['Deployments']],
  ['/configuration/secrets', ['Configuration']],
  ['/changes', ['Activity']],
  ['/deploy', []],
  ['/jobs-of-another-name', []],
])('%s stands under %j', (path, expected) => {
  expect(placesOf(path)).toEqual(expected);
});
