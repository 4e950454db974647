import type { CommandId } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import { emptySnapshot } from './state/state.ts';
import { aMachine, anApply } from './testing/builders.ts';
import { Cluster, person } from './testing/cluster.ts';
import { scale, setImage } from './testing/commands.ts';

function running(replicas = 2): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b']) cluster.join(aMachine(name));
  cluster.accept(anApply('web', { spec: { replicas } }));
  cluster.settle();
  return cluster;
}

describe('a step', () => {
  test('[EN1] with nothing to do is empty', () => {
    const cluster = running();
    const { commit, more, answers } = cluster.engine.step({ inputs: [], nowMs: cluster.nowMs });
    expect({ commit, more, answers }).toEqual({ commit: null, more: false, answers: [] });
  });

  test('[EN1] takes in its inputs in their order and answers those that want one', () => {
    const cluster = running();
    const answers = cluster.step(
      { kind: 'tick' },
      { kind: 'command', commandId: 'x1' as CommandId, actor: person, command: scale(4) },
      { kind: 'command', commandId: 'x2' as CommandId, actor: person, command: scale(1) },
      { kind: 'register', nodeId: null, node: aMachine('c'), tasks: [] },
    );
    expect(answers).toMatchObject([
      null,
      {
        kind: 'command',
        result: { ok: true, value: { message: 'Deployment web scales from 2 to 4 replicas.' } },
      },
      {
        kind: 'command',
        result: { ok: true, value: { message: 'Deployment web scales from 4 to 1 replicas.' } },
      },
      { kind: 'register', session: 1 },
    ]);
    expect(cluster.view.deployment('default', 'web')!.spec.replicas).toBe(1);
  });

  test('[EN2] a command id that was accepted gets its first answer again', () => {
    const cluster = running();
    const first = cluster.command(scale(4), { commandId: 'once' });
    cluster.accept(scale(2));
    const { revision } = cluster.view;
    expect(cluster.command(scale(4), { commandId: 'once' })).toEqual(first);
    expect(cluster.view.revision).toBe(revision);
    expect(cluster.view.get('accepted', 'once')).toMatchObject({
      actor: 'ada',
      type: 'deployment.scale',
      summary: 'default/web',
      atMs: cluster.nowMs,
    });
  });

  test('[EN2] so does one that asked for what already was', () => {
    const cluster = running();
    const first = cluster.command(scale(2), { commandId: 'noop' });
    cluster.accept(scale(3));
    expect(cluster.command(scale(2), { commandId: 'noop' })).toEqual(first);
    expect(cluster.view.deployment('default', 'web')!.spec.replicas).toBe(3);
  });

  test('[EN2] a refused one may be tried again', () => {
    const cluster = new Cluster();
    expect(cluster.command(scale(2), { commandId: 'early' }).ok).toBe(false);
    cluster.accept(anApply('web'));
    expect(cluster.command(scale(2), { commandId: 'early' }).ok).toBe(true);
  });

  test('[EN6] answers are kept up to a bound', () => {
    const cluster = new Cluster({ bounds: { accepted: 20 } });
    cluster.accept(anApply('web'));
    for (let count = 0; count < 60; count++) {
      cluster.nowMs += 1;
      cluster.accept(scale(count));
    }
    expect(cluster.view.count('accepted')).toBeLessThanOrEqual(22);
    expect(cluster.view.get('accepted', 'c61')).toBeDefined();
  });

  test('[EN9] ends at its budget and goes on in the next one', () => {
    const cluster = new Cluster({ bounds: { writesPerStep: 50 } });
    cluster.join(aMachine('a'));
    const command = {
      kind: 'command',
      commandId: 'big' as CommandId,
      actor: person,
      command: anApply('web', { spec: { replicas: 40 } }),
    } as const;
    const sizes: number[] = [];
    for (let more = true, inputs: (typeof command)[] = [command]; more; inputs = []) {
      const result = cluster.engine.step({ inputs, nowMs: cluster.nowMs });
      cluster.engine.adopt();
      sizes.push(result.commit?.changes.length ?? 0);
      more = result.more;
    }
    expect(sizes.length).toBeGreaterThan(1);
    // A planner that has begun finishes its own few writes.
    expect(Math.max(...sizes)).toBeLessThan(70);
    expect(cluster.liveTasks('web').every(({ state }) => state === 'assigned')).toBe(true);
    expect(cluster.liveTasks('web')).toHaveLength(40);
  });

  test('[EN10] says when it wants to be woken', () => {
    const cluster = new Cluster();
    expect(cluster.engine.step({ inputs: [], nowMs: 5 }).wakeAtMs).toBeNull();
    cluster.engine.adopt();
    cluster.join(aMachine('a'));
    const { wakeAtMs } = cluster.engine.step({ inputs: [], nowMs: cluster.nowMs });
    expect(wakeAtMs).toBe(cluster.nowMs + 15_000);
  });
});

describe('adopting and discarding', () => {
  test('[EN7] the view never shows a step that was not adopted', () => {
    const cluster = running();
    const before = cluster.engine.snapshot();
    const input = {
      kind: 'command',
      commandId: 'x' as CommandId,
      actor: person,
      command: setImage('web:2'),
    } as const;
    cluster.engine.step({ inputs: [input], nowMs: cluster.nowMs });
    expect(cluster.engine.snapshot()).toEqual(before);
    cluster.engine.discard();
    expect(cluster.engine.snapshot()).toEqual(before);
    const again = cluster.engine.step({ inputs: [input], nowMs: cluster.nowMs });
    cluster.engine.adopt();
    expect(cluster.view.revision).toBe(again.commit!.revision);
    expect(cluster.view.deployment('default', 'web')!.revision).toBe(2);
  });

  test('[EN7] a step must be adopted or discarded before the next one', () => {
    const engine = createEngine(emptySnapshot());
    engine.step({ inputs: [], nowMs: 1 });
    expect(() => engine.step({ inputs: [], nowMs: 1 })).toThrow('must be adopted or discarded');
    engine.adopt();
    expect(() => engine.discard()).toThrow('no step');
  });

  test('[EN3] records are never edited: in development they are frozen through and through', () => {
    const [task] = running().liveTasks('web');
    expect(Object.isFrozen(task) && Object.isFrozen(task!.containers) && Object.isFrozen(task!.labels)).toBe(
      true,
    );
  });
});

describe('the timeline', () => {
  test('[EN5] the same line about the same object is one event with a count', () => {
    const cluster = running();
    const node = cluster.view.nodeByName('a')!.id;
    for (let count = 0; count < 3; count++) {
      cluster.accept({ type: 'node.cordon', node });
      cluster.nowMs += 10;
      cluster.accept({ type: 'node.uncordon', node });
    }
    const cordoned = [...cluster.view.eventsOf(node)].filter(({ reason }) => reason === 'Cordoned');
    expect(cordoned).toMatchObject([
      { count: 3, actor: 'ada', firstAtMs: cluster.nowMs - 30, lastAtMs: cluster.nowMs - 10 },
    ]);
  });

  test('[EN5] an object keeps so many, and the cluster', () => {
    const cluster = new Cluster({ bounds: { eventsPerObject: 4, events: 20 } });
    cluster.accept(anApply('web', { spec: { replicas: 0 } }));
    const { id } = cluster.view.deployment('default', 'web')!;
    for (let replicas = 1; replicas < 20; replicas++) cluster.accept(scale(replicas));
    expect([...cluster.view.eventsOf(id)]).toHaveLength(4);
    for (let count = 0; count < 30; count++) cluster.join(aMachine(`n${count}`));
    expect(cluster.view.count('events')).toBeLessThanOrEqual(22);
    expect(cluster.events('NodeRegistered').at(-1)).toBe('Joined the cluster as n29.');
  });

  test('[EN5] events of containers make room for those of other things, up to half of it', () => {
    const cluster = new Cluster({ bounds: { events: 40 } });
    cluster.join(aMachine('a'));
    cluster.accept(anApply('web', { spec: { replicas: 2 } }));
    cluster.settle();
    const events = (ofTasks: boolean) =>
      [...cluster.view.all('events')].filter(({ objectKind }) => (objectKind === 'task') === ofTasks);
    const idsOfOthers = events(false).map(({ id }) => id);
    for (let round = 0; round < 10; round++) {
      cluster.accept(scale(round % 2 === 0 ? 12 : 2));
      cluster.settle();
    }
    expect(events(false).map(({ id }) => id)).toEqual(expect.arrayContaining(idsOfOthers));
    expect(cluster.view.count('events')).toBeLessThanOrEqual(44);
    const ofTasks = events(true).length;
    for (let count = 0; count < 60; count++) cluster.join(aMachine(`n${count}`));
    expect(events(true).length).toBe(Math.min(ofTasks, 20));
  });
});
