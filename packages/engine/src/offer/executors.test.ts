import type { CommandOf, FrameworkId, Launch, NodeId, Resources, TaskRecord } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { acknowledgedAnnotation } from '../state/framework-marks.ts';
import { aContainer, aMachine, aTemplate, gibibyte } from '../testing/builders.ts';
import { aReport, Cluster } from '../testing/cluster.ts';

const room = (cpuMillis: number): Resources => ({ cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 });
const templateOf = (cpuMillis: number) =>
  aTemplate({ containers: [aContainer({ requests: room(cpuMillis) })] });

const carriedBy = (id: string, cpuMillis = 100): Launch => ({
  name: 'one',
  template: templateOf(cpuMillis),
  labels: {},
  group: null,
  frameworkData: '{}',
  executor: { id, name: 'executor', template: templateOf(500), frameworkData: '{"executor":1}' },
});

class Stage {
  readonly cluster = new Cluster({ discards: true });
  readonly node: NodeId;
  readonly framework: FrameworkId;

  constructor(cpuMillis = 4_000) {
    const resources = { cpuMillis, memoryBytes: 8 * gibibyte, diskBytes: 0, gpus: 0 };
    this.node = this.cluster.join(aMachine('a', { resources }));
    const reply = this.cluster.accept({
      type: 'framework.subscribe',
      framework: null,
      name: 'own',
      user: '',
      roles: ['own'],
      suppressedRoles: [],
      principal: '',
      capabilities: [],
      failoverTimeoutMs: 60_000,
      webuiUrl: '',
      hostname: '',
    });
    this.framework = reply.object as FrameworkId;
  }

  /** Of everything that there is to be had now. */
  accept(launches: Launch[]): CommandOf<'offer.accept'> {
    this.cluster.accept({ type: 'framework.revive', framework: this.framework, roles: [] });
    const offers = [...this.cluster.view.all('offers')].filter(({ state }) => state === 'outstanding');
    const ids = offers.map(({ id }) => id);
    return { type: 'offer.accept', framework: this.framework, offers: ids, launches, refuseSeconds: 0 };
  }

  tasks(): TaskRecord[] {
    return this.cluster.view.tasksOfFramework(this.framework);
  }

  executors = () => this.tasks().filter(({ executor }) => executor !== undefined);
  carried = () => this.tasks().filter(({ carrier }) => carrier !== undefined);
  /** What tasks take, whatever of the rest is offered. */
  held(): number {
    const live = this.tasks().filter(({ state }) => !['stopped', 'failed', 'succeeded'].includes(state));
    return live.reduce((sum, { templateHash }) => {
      const { template } = this.cluster.view.get('templates', templateHash)!;
      return sum + template.containers[0]!.requests.cpuMillis;
    }, 0);
  }
}

describe('OF20: an executor of a framework is made with the first task that names it, and counts once', () => {
  test('two tasks in one call, and a third later, share it', () => {
    const stage = new Stage();
    stage.cluster.accept(stage.accept([carriedBy('e1'), carriedBy('e1')]));
    expect([stage.executors().length, stage.carried().length, stage.held()]).toEqual([1, 2, 700]);
    stage.cluster.settle();
    stage.cluster.accept(stage.accept([carriedBy('e1')]));
    expect([stage.executors().length, stage.carried().length, stage.held()]).toEqual([1, 3, 800]);
    const [executor] = stage.executors();
    expect(new Set(stage.carried().map(({ carrier }) => carrier))).toEqual(new Set([executor!.id]));
    expect(executor).toMatchObject({ executor: 'e1', frameworkData: '{"executor":1}' });
  });

  test('an offer has to hold what it takes, but only where it is new', () => {
    const stage = new Stage(1_000);
    expect(stage.cluster.refusal(stage.accept([carriedBy('e1', 501)])).code).toBe('conflict');
    stage.cluster.accept(stage.accept([carriedBy('e1', 300)]));
    stage.cluster.settle();
    stage.cluster.accept(stage.accept([carriedBy('e1', 200)]));
    expect(stage.held()).toBe(1_000);
  });

  test('one of another id is another one', () => {
    const stage = new Stage();
    stage.cluster.accept(stage.accept([carriedBy('e1'), carriedBy('e2')]));
    expect([stage.executors().length, stage.held()]).toEqual([2, 1_200]);
  });
});

describe('OF21: an executor that is being stopped takes no more tasks', () => {
  test('until it has ended: then there is a new one', () => {
    const stage = new Stage();
    stage.cluster.accept(stage.accept([carriedBy('e1')]));
    stage.cluster.settle();
    const [executor] = stage.executors();
    stage.cluster.accept({ type: 'task.kill', task: executor!.id, graceSeconds: null, reason: '' });
    expect(stage.cluster.refusal(stage.accept([carriedBy('e1')])).message).toContain('being stopped');
    stage.cluster.settle();
    stage.cluster.accept(stage.accept([carriedBy('e1')]));
    const live = stage.executors().filter(({ state }) => state === 'assigned');
    expect(live).toHaveLength(1);
    expect(live[0]!.id).not.toBe(executor!.id);
  });
});

describe('OF22: what an executor says of a task goes to its framework one by one', () => {
  const update = (uuid: string, isEnd: boolean) => ({ uuid, isEnd, status: '{}' });

  test('also after its end, and only the one on its way is acknowledged', () => {
    const stage = new Stage();
    stage.cluster.accept(stage.accept([carriedBy('e1')]));
    const task = () => stage.carried()[0]!;
    const report = (over: object) => stage.cluster.report(stage.node, aReport(task(), over));
    const acknowledge = (uuid: string) =>
      stage.cluster.accept({
        type: 'framework.acknowledge',
        framework: stage.framework,
        task: task().id,
        uuid,
      });
    // Ended by now, but its framework is still to hear that it ran.
    report({ state: 'succeeded', update: update('u1', false) });
    expect(task()).toMatchObject({ state: 'succeeded', update: { uuid: 'u1' } });
    expect(stage.held()).toBe(500);

    expect(acknowledge('u2').changed).toBe(false);
    expect(acknowledge('u1').changed).toBe(true);
    expect(acknowledge('u1').changed).toBe(false);
    expect(task().annotations).not.toHaveProperty([acknowledgedAnnotation]);

    report({ update: update('u2', true) });
    acknowledge('u2');
    expect(task()).toMatchObject({ acknowledged: 'u2', annotations: { [acknowledgedAnnotation]: 'true' } });
    report({ update: null });
    expect(task().update).toBeNull();
  });
});
