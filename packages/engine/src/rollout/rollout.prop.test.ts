import type { Strategy } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fencePosts } from './fence-posts.ts';
import { planRollout } from './plan-rollout.ts';
import { promoteRollout } from './promotion.ts';
import type { RolloutDecision, RolloutInput } from './rollout-input.ts';
import { total } from './scene.ts';
import {
  anInput,
  aSpec,
  CountedDeployment,
  isIdle,
  type Obedience,
  type Observer,
} from './testing/counted-deployment.ts';

const share = fc.oneof(
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
);
const fraction = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
const step = fc.oneof(
  fc.record({ type: fc.constant('weight' as const), percent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ type: fc.constant('replicas' as const), count: fc.nat(12) }),
  fc.record({ type: fc.constant('pause' as const), seconds: fc.option(fc.nat(60)) }),
);

const rollingUpdate = fc.record({
  type: fc.constant('RollingUpdate' as const),
  maxSurge: share,
  maxUnavailable: share,
});
const capacity = fc.record({
  type: fc.constant('Capacity' as const),
  minimumHealthCapacity: fraction,
  maximumOverCapacity: fraction,
});
const canary = fc.record({
  type: fc.constant('Canary' as const),
  steps: fc.array(step, { maxLength: 4 }),
  maxSurge: share,
  maxUnavailable: share,
});
const blueGreen = fc.record({
  type: fc.constant('BlueGreen' as const),
  autoPromotionSeconds: fc.option(fc.nat(30)),
  scaleDownDelaySeconds: fc.nat(30),
});
const recreate = fc.constant<Strategy>({ type: 'Recreate' });
const strategy: fc.Arbitrary<Strategy> = fc.oneof(rollingUpdate, capacity, canary, blueGreen, recreate);

/** What can happen to a deployment between two decisions. `set` picks a replica set, modulo their count. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('ready' as const), set: fc.nat(3), count: fc.nat(5) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('available' as const), set: fc.nat(3), count: fc.nat(5) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('ended' as const), set: fc.nat(3), count: fc.nat(5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('lost' as const), set: fc.nat(3), count: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('template' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('back' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('time' as const), seconds: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('promote' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pause' as const) }) },
);
const resize = fc.record({ type: fc.constant('size' as const), replicas: fc.nat(12) });
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
type Resizing = typeof resize extends fc.Arbitrary<infer T> ? T : never;

/** Counts, revisions and the stable one, played along with the deployment. */
class History {
  readonly world: CountedDeployment;
  revision = 1;
  stable: number | null = null;

  constructor(input: RolloutInput, observe: Observer, obedience: Obedience) {
    const watch: Observer = (before, decision, after) => {
      if (decision.rollout?.outcome === 'complete') this.stable = before.rollout?.toRevision ?? null;
      observe(before, decision, after);
    };
    this.world = new CountedDeployment(input, watch, obedience);
    this.world.startRollout(1, null);
    this.converge();
  }

  play(one: Happening | Resizing): void {
    const { world } = this;
    switch (one.type) {
      case 'template':
        this.revision += 1;
        world.startRollout(this.revision, this.stable);
        world.change({ restoring: false });
        break;
      case 'back':
        this.goBack();
        break;
      case 'size':
        world.change({ spec: { ...world.input.spec, replicas: one.replicas } });
        break;
      case 'time':
        world.change({ nowMs: world.input.nowMs + one.seconds * 1000 });
        break;
      case 'promote':
        this.promote();
        break;
      case 'pause':
        world.change({ paused: !world.input.paused });
        break;
      default:
        this.countTasks(one.type, one.set, one.count);
    }
    world.settle();
  }

  /** Time passes, everything works, whoever is asked promotes. */
  converge(): void {
    this.world.change({ paused: false });
    this.world.settle();
    for (let turn = 0; turn < 200 && this.isMoving(); turn += 1) {
      this.world.allWell();
      this.world.settle();
      this.promote();
      this.world.change({ nowMs: this.world.input.nowMs + 60_000 });
      this.world.settle();
    }
  }

  private isMoving(): boolean {
    const { rollout, replicaSets, newReplicaSet, spec } = this.world.input;
    const isSettled = replicaSets.every(
      (set) => set.replicas === (set.id === newReplicaSet.id ? spec.replicas : 0) && set.terminating === 0,
    );
    return rollout !== null || !isSettled;
  }

  private goBack(): void {
    const target = this.world.input.replicaSets[0];
    if (!target || target.id === this.world.input.newReplicaSet.id) return;
    this.revision += 1;
    const revisionHistory = [...target.revisionHistory, target.revision];
    this.world.startRollout(this.revision, this.stable);
    this.world.count(target.id, () => ({ revision: this.revision, revisionHistory }));
    this.world.change({ newReplicaSet: { id: target.id, name: target.name }, restoring: true });
  }

  private promote(): void {
    const { spec, rollout, nowMs } = this.world.input;
    const promoted = promoteRollout(spec.strategy, rollout, nowMs);
    if (promoted.ok && rollout) this.world.change({ rollout: { ...rollout, ...promoted.value } });
  }

  private countTasks(what: 'ready' | 'available' | 'ended' | 'lost', pick: number, count: number): void {
    const sets = this.world.input.replicaSets;
    const set = sets[pick % sets.length];
    if (!set) return;
    this.world.count(set.id, (now) => {
      switch (what) {
        case 'ready':
          return { ready: Math.min(now.active, now.ready + count) };
        case 'available':
          return { available: Math.min(now.ready, now.available + count) };
        case 'ended':
          return { terminating: Math.max(0, now.terminating - count) };
        case 'lost': {
          const available = Math.max(0, now.available - count);
          return { available, ready: Math.max(available, now.ready - count) };
        }
      }
    });
  }
}

const availableOf = (input: RolloutInput) => total(input.replicaSets, (set) => set.available);
const readyOf = (input: RolloutInput) => total(input.replicaSets, (set) => set.ready);
const wantedOf = (input: RolloutInput) => total(input.replicaSets, (set) => set.replicas);
const aliveOf = (input: RolloutInput) => total(input.replicaSets, (set) => set.active + set.terminating);

const postsOf = ({ spec }: RolloutInput) => fencePosts(spec.strategy, spec.replicas);

/** Runs a random life of a deployment and shows every decision to the observer. */
function lives(
  how: fc.Arbitrary<Strategy>,
  events: fc.Arbitrary<Happening | Resizing>,
  check: (history: History) => void,
  observe: Observer = () => {},
): void {
  const events25 = fc.array(events, { maxLength: 25 });
  const obedience = fc.constantFrom<Obedience>('at once', 'later');
  const life = fc.property(how, fc.nat(12), events25, obedience, (one, replicas, happenings, obeys) => {
    const history = new History(anInput(aSpec(replicas, one), [], null), observe, obeys);
    for (const happens of happenings) history.play(happens);
    check(history);
  });
  fc.assert(life);
}

const bounded = fc.oneof(rollingUpdate, capacity, canary, blueGreen);
const anything = fc.oneof({ weight: 8, arbitrary: happening }, { weight: 1, arbitrary: resize });
const nothingMore = () => {};

describe('whatever happens to a deployment', () => {
  it('[RO7] no decision takes available or ready tasks below the lower fence post', () => {
    lives(bounded, anything, nothingMore, (before, _, after) => {
      const { minAvailable } = postsOf(before);
      expect(availableOf(after)).toBeGreaterThanOrEqual(Math.min(availableOf(before), minAvailable));
      expect(readyOf(after)).toBeGreaterThanOrEqual(Math.min(readyOf(before), minAvailable));
    });
  });

  it('[RO6] no decision takes the tasks, those that are still stopping included, above the upper one', () => {
    lives(strategy, happening, nothingMore, (before, _, after) => {
      const { maxTotal } = postsOf(before);
      expect(wantedOf(after)).toBeLessThanOrEqual(Math.max(wantedOf(before), maxTotal));
      expect(aliveOf(after)).toBeLessThanOrEqual(Math.max(aliveOf(before), maxTotal));
    });
  });

  it('[RO5] a decision goes up or down, never both', () => {
    lives(strategy, happening, nothingMore, (before, { replicas, createReplicaSet }) => {
      const moves = replicas.map((write) => {
        const set = before.replicaSets.find(({ id }) => id === write.id);
        return write.replicas - (set?.replicas ?? 0);
      });
      const ups = [...moves, createReplicaSet?.replicas ?? 0].filter((move) => move > 0);
      const downs = moves.filter((move) => move < 0);
      expect(ups.length === 0 || downs.length === 0).toBe(true);
    });
  });

  it('[RO5] the same input gives the same decision, and deciding changes nothing', () => {
    lives(strategy, anything, nothingMore, (before) => {
      const written = JSON.stringify(before);
      const decision: RolloutDecision = planRollout(before);
      expect(planRollout(before)).toEqual(decision);
      expect(JSON.stringify(before)).toBe(written);
    });
  });

  it('[RO12] when everything works it ends with all tasks new and nothing more to decide', () => {
    lives(strategy, anything, (history) => {
      history.converge();
      const { input } = history.world;
      expect(input.rollout).toBeNull();
      for (const set of input.replicaSets) {
        const isNew = set.id === input.newReplicaSet.id;
        expect([set.id, set.replicas]).toEqual([set.id, isNew ? input.spec.replicas : 0]);
      }
      expect(isIdle(planRollout(input))).toBe(true);
    });
  });

  it('[RO7] the new set never shrinks and an old one never grows while the size stays', () => {
    lives(fc.oneof(rollingUpdate, capacity), happening, nothingMore, (before, { replicas }) => {
      if (before.paused) return;
      for (const write of replicas) {
        const was = before.replicaSets.find(({ id }) => id === write.id)?.replicas ?? 0;
        const isNew = write.id === before.newReplicaSet.id;
        expect(isNew ? write.replicas >= was : write.replicas <= was).toBe(true);
      }
    });
  });

  it('[RO11] Recreate never wants old and new together', () => {
    lives(recreate, anything, nothingMore, (before, decision, after) => {
      if (before.paused || decision.replicas.length === 0) return;
      const newSet = after.replicaSets.find(({ id }) => id === after.newReplicaSet.id);
      const grew =
        (newSet?.replicas ?? 0) > (before.replicaSets.find(({ id }) => id === newSet?.id)?.replicas ?? 0);
      const oldAlive = aliveOf(after) - (newSet ? newSet.active + newSet.terminating : 0);
      expect(grew && oldAlive > 0).toBe(false);
    });
  });
});
