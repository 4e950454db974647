import type { DeploymentId, JobId } from '@gantry/model';
import { expect, it } from 'vitest';
import { stopWords } from './stop-words.ts';

const unowned = { deploymentId: null, jobId: null, executor: undefined };

it('promises a replacement only where the engine makes one', () => {
  const told = (owner: Partial<Parameters<typeof stopWords>[0]>) =>
    stopWords({ ...unowned, ...owner }, 'spark');
  expect(told({ deploymentId: 'd1' as DeploymentId }).verb).toBe('Stop and replace');
  expect(told({ jobId: 'j1' as JobId })).toMatchObject({
    verb: 'Stop',
    about: expect.stringMatching(/its job starts another where one is still needed/),
  });
  expect(told({})).toEqual({
    verb: 'Stop',
    about: 'It stops. Nothing replaces it unless its framework spark does.',
  });
  expect(told({ executor: 'e1' }).about).toMatch(/^It stops, with all that it carries\. Nothing replaces it/);
});
