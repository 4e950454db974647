import type { DeploymentRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { pauseSentence } from './pause-sentence.ts';

const deployment = (updatedReplicas: number, readyReplicas: number) =>
  ({ spec: { replicas: 6 }, status: { updatedReplicas, readyReplicas } }) as DeploymentRecord;

it('says where a rollout stands still, and who is served meanwhile', () => {
  expect(pauseSentence(deployment(2, 5), { toRevision: 4, endedAtMs: null })).toBe(
    'The rollout stands still at 2 of 6 on r4: nothing more stops or starts. 5 of 6 containers are ready and go on serving.',
  );
});

it('says what waits where nothing is rolled out', () => {
  const sentence =
    'Nothing stops or starts: the next change waits until it is resumed. 6 of 6 containers are ready and go on serving.';
  expect(pauseSentence(deployment(6, 6), undefined)).toBe(sentence);
  expect(pauseSentence(deployment(6, 6), { toRevision: 4, endedAtMs: 1 })).toBe(sentence);
});
