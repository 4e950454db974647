import { describe, expect, it } from 'vitest';
import { anInput, aSet, aSpec, CountedDeployment, rolling } from './testing/counted-deployment.ts';

/** `new/old` sizes after every decision that changes one, while the tasks that run become ready in turns. */
function trace(
  replicas: number,
  surge: number | string,
  unavailable: number | string,
  turns: number,
): string[] {
  const seen: string[] = [];
  let last = '';
  const note = (world: CountedDeployment) => {
    const at = `${world.input.replicaSets.find((set) => set.id === 's2')?.replicas ?? 0}/${world.set('s1').replicas}`;
    if (last !== at) seen.push(at);
    last = at;
  };
  const strategy = rolling(surge, unavailable);
  const world: CountedDeployment = new CountedDeployment(
    anInput(aSpec(replicas, strategy), [aSet('s1', replicas)], 's1'),
    () => note(world),
  );
  world.settle();
  world.startRollout(2, 1);
  world.settle();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { id } of world.input.replicaSets) world.count(id, () => ({ terminating: 0 }));
    world.settle();
    seen.push('ready');
    world.allWell();
    world.settle();
  }
  return seen;
}

describe('[RO5] [RO6] [RO7] the steps of a rolling update', () => {
  it('[K-F5] 3 tasks, 25 % and 25 %', () => {
    expect(trace(3, '25%', '25%', 3).join(' ')).toBe('0/3 1/3 ready 1/2 2/2 ready 2/1 3/1 ready 3/0');
  });

  it('[K-F5] 10 tasks, 25 % and 25 %', () => {
    expect(trace(10, '25%', '25%', 2).join(' ')).toBe('0/10 3/10 3/8 5/8 ready 5/3 10/3 ready 10/0');
  });

  it('[K-F5] 4 tasks, 25 % and 25 %', () => {
    expect(trace(4, '25%', '25%', 2).join(' ')).toBe('0/4 1/4 1/3 2/3 ready 2/1 4/1 ready 4/0');
  });

  it('[K-F5] 2 tasks, surge 0 and 1 % unavailable', () => {
    expect(trace(2, 0, '1%', 2).join(' ')).toBe('0/2 0/1 1/1 ready 1/0 2/0 ready');
  });

  it('[K-F5] with a broken image it stays where the posts hold it, with the old ones serving', () => {
    const world = new CountedDeployment(
      anInput(aSpec(10, rolling('25%', '25%')), [aSet('s1', 10, { maxReplicas: 13 })], 's1'),
    );
    world.startRollout(2, 1);
    for (let turn = 0; turn < 5; turn += 1) {
      world.settle();
      world.count('s1', () => ({ terminating: 0 }));
    }
    expect(world.sizes()).toEqual({ s1: 8, s2: 5 });
    expect(world.input.status.availableReplicas).toBe(8);
  });

  it('rollover: the former new set becomes an old one and goes first where it is not available', () => {
    const world = new CountedDeployment(
      anInput(aSpec(10, rolling('25%', '25%')), [aSet('s1', 10, { maxReplicas: 13 })], 's1'),
    );
    world.startRollout(2, 1);
    world.settle();
    world.count('s1', () => ({ terminating: 0 }));
    world.settle();
    world.startRollout(3, 1);
    world.settle();
    expect(world.sizes()).toEqual({ s1: 8, s2: 0, s3: 0 });
    world.count('s2', () => ({ terminating: 0 }));
    world.settle();
    expect(world.sizes()).toEqual({ s1: 8, s2: 0, s3: 5 });
  });
});
