import type { Container } from '@gantry/model';
import { expect, test } from 'vitest';
import { containerEnvironment } from './container-environment.ts';
import type { TaskPlan } from './container-request.ts';

const literal = (name: string, value: string) => ({ name, value: { type: 'literal' as const, value } });

test('what goes to all containers counts over their own values, and others may refer to it', () => {
  const container = {
    name: 'main',
    env: [literal('COMMIT', 'main'), literal('TITLE', 'of $(COMMIT)')],
  } as unknown as Container;
  const plan = {
    assignment: { environment: { '*:COMMIT': 'abc', '*:EXTRA': '1', 'other/X': 'no' } },
    template: { containers: [container] },
  } as unknown as TaskPlan;
  expect(containerEnvironment(plan, container)).toEqual({ COMMIT: 'abc', EXTRA: '1', TITLE: 'of abc' });
});
