import { type Command, type Commit, hasEnded, type Strategy, type TaskRecord } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fencePosts } from './rollout/index.ts';
import { aContainer, aMachine, anApply } from './testing/builders.ts';
import type { Behaviour } from './testing/scenario/played-agent.ts';
import { wellBehaved } from './testing/scenario/played-agent.ts';
import { PlayedCluster } from './testing/scenario/played-cluster.ts';

/** The rules of src/rollout, looked at from outside: on the whole engine, over lives of a deployment. */

const images: Record<string, Partial<Behaviour>> = {
  'web:good': {},
  'web:slow': { startsMs: 4_000, readyMs: 7_000, stopsMs: 9_000 },
  'web:never': { readyMs: null },
  'web:crashes': { exits: { code: 1, afterMs: 3_000 } },
  'web:lasts': { exits: { code: 0, afterMs: 40_000 } },
};

const strategies: Strategy[] = [
  { type: 'RollingUpdate', maxSurge: 1, maxUnavailable: 0 },
  { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 },
  { type: 'RollingUpdate', maxSurge: '25%', maxUnavailable: '25%' },
  { type: 'Capacity', minimumHealthCapacity: 0.5, maximumOverCapacity: 0.5 },
  { type: 'Capacity', minimumHealthCapacity: 0, maximumOverCapacity: 0 },
  {
    type: 'Canary',
    steps: [
      { type: 'weight', percent: 30 },
      { type: 'pause', seconds: 10 },
    ],
    maxSurge: 1,
    maxUnavailable: 0,
  },
  { type: 'BlueGreen', autoPromotionSeconds: 5, scaleDownDelaySeconds: 10 },
  { type: 'Recreate' },
];

const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('image' as const),
      image: fc.constantFrom(...Object.keys(images)),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('time' as const), seconds: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rollback' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pause' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('resume' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('silence' as const), node: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('hear' as const), node: fc.constantFrom('a', 'b') }),
  },
);
const sizing = fc.record({ type: fc.constant('size' as const), replicas: fc.nat(8) });
type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Happening = ValueOf<typeof happening> | ValueOf<typeof sizing>;

/** Looks at one commit: the ready tasks that a rollout or a scaling stopped, and the tasks that replace no other. */
type Check = (life: Life, stopped: TaskRecord[], made: TaskRecord[]) => void;

const named = { namespace: 'default', name: 'web', planHash: null } as const;

function commandOf(one: Exclude<Happening, { type: 'time' | 'silence' | 'hear' }>): Command {
  switch (one.type) {
    case 'image':
      return { type: 'deployment.setImage', ...named, container: null, image: one.image, cause: null };
    case 'size':
      return { type: 'deployment.scale', ...named, replicas: one.replicas };
    case 'rollback':
      return { type: 'deployment.rollback', ...named, toRevision: null, replicas: null, cause: null };
    default:
      return { type: `deployment.${one.type}`, namespace: 'default', name: 'web' };
  }
}

class Life {
  readonly played: PlayedCluster;
  readonly #before = new Map<string, TaskRecord>();
  readonly #check: Check;

  constructor(strategy: Strategy, replicas: number, check: Check) {
    this.#check = check;
    this.played = new PlayedCluster((commit) => this.#look(commit));
    for (const [image, over] of Object.entries(images))
      this.played.behaviours.set(image, { ...wellBehaved, ...over });
    for (const name of ['a', 'b', 'c', 'd']) this.played.addNode(aMachine(name));
    const template = { containers: [aContainer({ image: 'web:good' })] };
    this.played.cluster.accept(
      anApply('web', { spec: { replicas, strategy, progressDeadlineSeconds: 30 }, template }),
    );
    this.played.advance(10_000);
  }

  get deployment() {
    return this.played.cluster.view.deployment('default', 'web')!;
  }

  get live(): TaskRecord[] {
    return this.played.cluster.liveTasks('web');
  }

  play(one: Happening): void {
    const { cluster } = this.played;
    switch (one.type) {
      case 'time':
        this.played.advance(one.seconds * 1000);
        break;
      case 'silence':
        this.played.silence(one.node);
        break;
      case 'hear':
        this.played.hear(one.node);
        break;
      default:
        cluster.command(commandOf(one));
    }
  }

  /** Faults stop, the image works, time passes. */
  converge(): void {
    for (const node of ['a', 'b'] as const) this.play({ type: 'hear', node });
    this.play({ type: 'resume' });
    this.play({ type: 'image', image: 'web:good' });
    this.played.advance(900_000);
  }

  #look({ changes }: Commit): void {
    const tasks = changes.flatMap((change) =>
      change.table === 'tasks' && change.value ? [change.value] : [],
    );
    const stopped = tasks.filter((task) => {
      const before = this.#before.get(task.id);
      const isNews = before?.desired === 'running' && task.desired === 'stopped';
      return isNews && before.ready && ['Superseded', 'Scaled'].includes(task.reason);
    });
    const made = tasks.filter(({ id, replaces }) => !this.#before.has(id) && replaces === null);
    for (const task of tasks) this.#before.set(task.id, task);
    this.#check(this, stopped, made);
  }
}

function lives(
  how: fc.Arbitrary<Strategy>,
  events: fc.Arbitrary<Happening>,
  { each = () => {}, end = () => {} }: { each?: Check; end?: (life: Life) => void },
): void {
  const property = fc.property(
    how,
    fc.nat(8),
    fc.array(events, { maxLength: 15 }),
    (strategy, replicas, all) => {
      const life = new Life(strategy, replicas, each);
      for (const one of all) life.play(one);
      end(life);
    },
  );
  fc.assert(property);
}

const anyStrategy = fc.constantFrom(...strategies);
const bounded = fc.constantFrom(...strategies.filter(({ type }) => type !== 'Recreate'));
const anything = fc.oneof({ weight: 9, arbitrary: happening }, { weight: 1, arbitrary: sizing });

describe('the whole engine, whatever happens', () => {
  it('[RO7] [RO9] [M-F.2 75] stops a ready task only while as many as the lower fence post stay ready', () => {
    lives(bounded, anything, {
      each: ({ deployment, live }, stopped) => {
        if (stopped.length === 0) return;
        const { minAvailable } = fencePosts(deployment.spec.strategy, deployment.spec.replicas);
        const ready = live.filter((task) => task.ready && task.desired === 'running').length;
        expect(ready).toBeGreaterThanOrEqual(minAvailable);
      },
    });
  });

  it('[RO6] makes a task only while all, those that are stopping included, stay below the upper one', () => {
    lives(anyStrategy, happening, {
      each: ({ deployment, live }, _, made) => {
        if (made.length === 0) return;
        const { maxTotal } = fencePosts(deployment.spec.strategy, deployment.spec.replicas);
        expect(live.length).toBeLessThanOrEqual(maxTotal);
      },
    });
  });

  it('[RO11] Recreate never has two revisions alive', () => {
    lives(fc.constant({ type: 'Recreate' }), anything, {
      each: ({ live }) => expect(new Set(live.map(({ templateHash }) => templateHash)).size).toBeLessThan(2),
    });
  });

  it('[RO12] converges when everything works again', () => {
    lives(anyStrategy, anything, {
      end: (life) => {
        life.converge();
        const { deployment, live } = life;
        expect(live.map(({ templateHash, ready }) => [templateHash, ready])).toEqual(
          Array.from({ length: deployment.spec.replicas }, () => [deployment.templateHash, true]),
        );
        expect(
          life.played.cluster.view.rolloutsOf(deployment.id).filter(({ endedAtMs }) => endedAtMs === null),
        ).toEqual([]);
        expect(live.every(({ state }) => !hasEnded(state))).toBe(true);
      },
    });
  });
});
