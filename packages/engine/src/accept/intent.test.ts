import type { Act, CommandOf, IntentRecord } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aMachine, anApply } from '../testing/builders.ts';
import { Cluster, type ClusterOptions, person } from '../testing/cluster.ts';
import { remove, rollback, scale, setImage } from '../testing/commands.ts';

function running(options: ClusterOptions = {}): Cluster {
  const cluster = new Cluster(options);
  for (const name of ['a', 'b']) cluster.join(aMachine(name));
  cluster.accept(anApply('web', { spec: { replicas: 3 } }));
  cluster.settle();
  return cluster;
}

const place = (cluster: Cluster, act: Act, undoSeconds = 5) =>
  cluster.accept({ type: 'intent.place', act, undoSeconds });
const theIntent = (cluster: Cluster): IntentRecord => [...cluster.view.all('intents')].at(-1)!;
const scaled = (cluster: Cluster) =>
  [...cluster.view.all('events')].filter(({ reason }) => reason === 'Scaled');
const replicas = (cluster: Cluster) => cluster.view.deployment('default', 'web')?.spec.replicas;

describe('[UW1] an act that waits', () => {
  test('is done when its window has passed, as the one who asked for it', () => {
    const cluster = running();
    const { intent, message } = place(cluster, scale(1));
    expect(message).toBe('Scale web to 1: starts in 5 s.');
    cluster.advance(4);
    expect(replicas(cluster)).toBe(3);
    cluster.advance(1);
    expect(replicas(cluster)).toBe(1);
    expect(theIntent(cluster)).toMatchObject({ id: intent, state: 'done', actor: person });
    expect(scaled(cluster)).toMatchObject([{ actor: person.name }]);
  });

  test('is refused at once when it would be refused now', () => {
    const cluster = running();
    const act: Act = { ...scale(1), name: 'nothing' };
    expect(cluster.refusal({ type: 'intent.place', act, undoSeconds: 5 }).code).toBe('not_found');
    const outdated: Act = { ...scale(1), planHash: 'of-another-plan' };
    expect(cluster.refusal({ type: 'intent.place', act: outdated, undoSeconds: 5 }).code).toBe(
      'plan_changed',
    );
    expect(cluster.view.count('intents')).toBe(0);
  });

  test('asked for twice, it waits once', () => {
    const cluster = running();
    const { intent } = place(cluster, remove());
    expect(place(cluster, remove())).toMatchObject({ intent, changed: false });
  });
});

describe('[UW2] withdrawing', () => {
  test('in time, nothing was done, and everybody learns by whom', () => {
    const cluster = running();
    const { intent } = place(cluster, remove());
    cluster.accept({ type: 'intent.withdraw', intent: intent! });
    cluster.advance(60);
    expect(cluster.liveTasks('web')).toHaveLength(3);
    expect(theIntent(cluster)).toMatchObject({
      state: 'withdrawn',
      message: 'Withdrawn by ada; nothing was done.',
    });
    expect(cluster.accept({ type: 'intent.withdraw', intent: intent! })).toMatchObject({ changed: false });
  });

  test('too late, it says what was done', () => {
    const cluster = running();
    const { intent } = place(cluster, scale(1));
    cluster.advance(5);
    expect(cluster.refusal({ type: 'intent.withdraw', intent: intent! })).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('scales from 3 to 1 replicas'),
    });
  });
});

describe('[UW3] when its time has come', () => {
  test('another plan than the one that was confirmed is refused, with what moved', () => {
    const cluster = running();
    const plan = cluster.engine.plan(scale(1), person, cluster.nowMs);
    if (!plan.ok) throw new Error(plan.error.message);
    place(cluster, { ...scale(1), planHash: plan.value.hash });
    cluster.accept(scale(5));
    cluster.advance(10);
    expect(theIntent(cluster)).toMatchObject({ state: 'refused' });
    expect(theIntent(cluster).message).toMatch(/^The plan is not the same any more/);
    expect(replicas(cluster)).toBe(5);
    expect(cluster.events('IntentRefused')).toHaveLength(1);
  });

  test('[UW4] the progress of a rollout under way does not refuse it; a change of the deployment does', () => {
    const planned = (cluster: Cluster, act: CommandOf<'deployment.rollback'>): Act => {
      const plan = cluster.engine.plan(act, person, cluster.nowMs);
      if (!plan.ok) throw new Error(plan.error.message);
      return { ...act, planHash: plan.value.hash };
    };
    const midway = (): Cluster => {
      const cluster = running();
      cluster.accept(setImage('web:2'));
      cluster.step();
      return cluster;
    };
    const moving = midway();
    place(moving, planned(moving, rollback(1)));
    moving.settle();
    expect(moving.view.deployment('default', 'web')?.status.updatedReplicas).toBe(3);
    moving.advance(5);
    expect(theIntent(moving)).toMatchObject({ state: 'done' });
    expect(moving.view.deployment('default', 'web')?.revision).toBe(3);

    const changed = midway();
    place(changed, planned(changed, rollback(1)));
    changed.accept(scale(4));
    changed.advance(5);
    expect(theIntent(changed)).toMatchObject({
      state: 'refused',
      message: 'web was changed meanwhile; look at it again and confirm anew.',
    });
  });

  test.each([{ discards: false }, { discards: true }])(
    'a load and discarded steps change nothing: %j',
    (options) => {
      const before = running(options);
      place(before, scale(1));
      before.advance(3);
      const cluster = new Cluster({ ...options, snapshot: before.engine.snapshot() });
      cluster.nowMs = before.nowMs;
      cluster.step();
      cluster.advance(1);
      expect(replicas(cluster)).toBe(3);
      cluster.advance(1);
      expect(replicas(cluster)).toBe(1);
      expect(scaled(cluster)).toMatchObject([{ count: 1 }]);
    },
  );

  test('what waited through a time when nothing ran is done at the first step', () => {
    const before = running();
    place(before, scale(1));
    const cluster = new Cluster({ snapshot: before.engine.snapshot() });
    cluster.nowMs = before.nowMs + 3_600_000;
    cluster.step();
    expect(replicas(cluster)).toBe(1);
  });
});

test('[EN6] what became of intents is kept up to a bound, the newest', () => {
  const cluster = running({ bounds: { endedIntents: 2 } });
  for (const count of [4, 5, 6]) {
    place(cluster, scale(count), 1);
    cluster.advance(1);
  }
  expect([...cluster.view.all('intents')].map(({ summary }) => summary)).toEqual([
    'Scale web to 5',
    'Scale web to 6',
  ]);
});
