import type { NodeRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { cordonSentence } from './cordon-sentence.ts';

const node = (id: string, over: Partial<NodeRecord> = {}) =>
  ({ id, status: 'ready', cordoned: false, drain: null, ...over }) as NodeRecord;
const [here, there] = [node('a'), node('b')];

it('says that what runs goes on, and where new containers go', () => {
  expect(cordonSentence(here, 3, [here, there])).toBe(
    'Nothing stops: its 3 containers go on serving, and nothing new starts here. New containers start on 1 other node, where they fit.',
  );
  expect(cordonSentence(here, 0, [here, there])).toMatch(/^Nothing runs here, and nothing new/);
});

it('says when no node is left for what is new', () => {
  const held = node('b', { cordoned: true });
  const away = node('c', { status: 'unreachable' });
  expect(cordonSentence(here, 1, [here, held, away])).toBe(
    'Nothing stops: its 1 container goes on serving, and nothing new starts here. No node is left that takes new containers: what fails or is added waits.',
  );
});
