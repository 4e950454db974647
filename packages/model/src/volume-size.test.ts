import { expect, test } from 'vitest';
import { sizeNote } from './volume-size.ts';

test.each([
  ['a folder of a node', { driver: 'local' }, /folder of a node/],
  ['a volume of the engine', { driver: 'docker' }, /engine’s own/],
  [
    'one of the engine with other options',
    { driver: 'docker', options: { o: 'uid=1,nosize=3' } },
    /engine’s own/,
  ],
  ['one in memory, which has its size', { driver: 'docker', options: { o: 'uid=1,size=10m' } }, null],
  ['a plugin’s, which knows for itself', { driver: 'rexray' }, null],
  ['one of any size', { driver: 'local', capacityBytes: 0 }, null],
])('what is said of the size of %s', (_, over, note) => {
  const said = sizeNote({ options: {}, capacityBytes: 10, ...over });
  if (note === null) expect(said).toBeNull();
  else expect(said).toMatch(note);
});
