import type { Act, CommandOf, NodeId, SingleAct } from '@gantry/model';
import { expect, test } from 'vitest';
import { aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { drain, restart, scale } from '../testing/commands.ts';

const together = (acts: SingleAct[], planHash: string | null = null): CommandOf<'acts.together'> => ({
  type: 'acts.together',
  planHash,
  acts,
});

function deployed(): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b', 'c', 'd']) cluster.join(aMachine(name));
  cluster.accept(anApply('web', { spec: { replicas: 4 } }));
  cluster.accept(anApply('db'));
  cluster.settle();
  return cluster;
}

test('[TG1] what is drained together takes nothing from each other, in the plan as in truth', () => {
  const cluster = deployed();
  const [a, b] = [...cluster.view.all('nodes')].map(({ id }) => id) as [NodeId, NodeId];
  const both = together([drain(a), drain(b)]);
  const plan = cluster.plan(both);
  const leaving = new Set([a, b].map((id) => cluster.view.get('nodes', id)!.name));
  const starts = plan.waves.flatMap(({ moves }) => moves).filter(({ action }) => action === 'start');
  expect(starts.length).toBeGreaterThan(0);
  expect(starts.filter(({ toNode }) => leaving.has(toNode!))).toEqual([]);
  cluster.accept({ ...both, planHash: plan.hash });
  cluster.settle();
  expect([a, b].flatMap((id) => [...cluster.view.tasksOfNode(id)].filter(isLive))).toEqual([]);
});

const isLive = ({ state }: { state: string }) => state === 'running';

test('[TG1] the first that is refused refuses all, and nothing was done', () => {
  const cluster = deployed();
  const before = cluster.view.deployment('default', 'web');
  const acts: SingleAct[] = [scale(9), { ...scale(2), name: 'nothing' }];
  expect(cluster.refusal(together(acts))).toMatchObject({ code: 'not_found' });
  expect(cluster.view.deployment('default', 'web')).toEqual(before);
});

test('[TG1] one intent for all, with one plan that must still hold', () => {
  const cluster = deployed();
  const acts: SingleAct[] = [restart, { ...restart, name: 'db' }];
  const act: Act = together(acts, cluster.plan(together(acts)).hash);
  cluster.accept({ type: 'intent.place', undoSeconds: 5, act });
  expect([...cluster.view.all('intents')]).toMatchObject([{ summary: 'Restart web and 1 more' }]);
  cluster.accept(scale(3));
  expect(cluster.refusal(act)).toMatchObject({ code: 'plan_changed' });
});
