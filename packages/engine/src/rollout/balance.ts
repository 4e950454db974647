import type { ReplicaSetId } from '@gantry/model';
import type { FencePosts } from './fence-posts.ts';

/** A replica set on its way to the size that the strategy wants for it. */
export interface Goal {
  /** null: the new replica set, while it does not exist. */
  id: ReplicaSetId | null;
  replicas: number;
  ready: number;
  available: number;
  terminating: number;
  target: number;
}

/** What a strategy is after: the new replica set's goal, and the old ones', oldest first. */
export interface Goals {
  newest: Goal;
  old: readonly Goal[];
}

const sum = (goals: readonly Goal[], of: (goal: Goal) => number) =>
  goals.reduce((total, goal) => total + of(goal), 0);

/**
 * Adds what the upper fence post leaves room for, the new replica set first. Tasks that are still stopping take up
 * room (rule RO6): they are alive on their nodes until they are not.
 */
export function grow({ newest, old }: Goals, posts: FencePosts): Goal[] {
  const goals = [newest, ...old];
  let room = posts.maxTotal - sum(goals, (goal) => goal.replicas + goal.terminating);
  return goals.map((goal) => {
    const added = Math.max(0, Math.min(room, goal.target - goal.replicas));
    room -= added;
    return { ...goal, replicas: goal.replicas + added };
  });
}

/** Takes at most `allowed` in all from those above their target, in order, of each at most `most`. */
function take(goals: readonly Goal[], allowed: number, most: (goal: Goal) => number): Goal[] {
  let left = Math.max(0, allowed);
  return goals.map((goal) => {
    const taken = Math.max(0, Math.min(left, goal.replicas - goal.target, most(goal)));
    left -= taken;
    return { ...goal, replicas: goal.replicas - taken };
  });
}

/**
 * Those that do not count go first, at most `spare` of them: such as are not ready cost nothing, and such as are only
 * not available yet are kept where fewer than the lower post are ready.
 */
export function stopUnavailable(goals: readonly Goal[], spare: number, posts: FencePosts): Goal[] {
  const notReady = take(goals, spare, (goal) => goal.replicas - goal.ready);
  const left = spare - sum(goals, (goal) => goal.replicas) + sum(notReady, (goal) => goal.replicas);
  const spareReady = sum(goals, (goal) => goal.ready) - posts.minAvailable;
  return take(notReady, Math.min(left, spareReady), (goal) => goal.replicas - goal.available);
}

/** How many tasks in all the lower post can spare. New ones that are not available yet count as missing. */
function spareIn({ newest, old }: Goals, posts: FencePosts): number {
  const missing = newest.replicas > newest.target ? 0 : Math.max(0, newest.replicas - newest.available);
  return sum([newest, ...old], (goal) => goal.replicas) - posts.minAvailable - missing;
}

/**
 * Takes away what is above its target, as far as the lower fence post lets. New tasks that are not available yet hold
 * old ones back; old ones that are not available are taken first.
 */
export function shrink({ newest, old }: Goals, posts: FencePosts): Goal[] {
  const goals = [newest, ...old];
  const spare = spareIn({ newest, old }, posts);
  if (spare <= 0) return goals;
  const spareAvailable = sum(goals, (goal) => goal.available) - posts.minAvailable;
  return take(stopUnavailable(goals, spare, posts), spareAvailable, (goal) => goal.replicas);
}

const moved = (goals: Goals, next: readonly Goal[]) =>
  [goals.newest, ...goals.old].some((goal, index) => goal.replicas !== next[index]?.replicas);

/**
 * Where neither is possible and the new set has no room, old tasks that are not available make way for it, even such as
 * a canary's or blue-green's stable set should have: what serves nobody never blocks the way.
 */
function giveWay({ newest, old }: Goals, posts: FencePosts): Goal[] {
  const goals = [newest, ...old.map((goal) => ({ ...goal, target: 0 }))];
  const room = posts.maxTotal - sum(goals, (goal) => goal.replicas);
  const needed = Math.max(0, newest.target - newest.replicas - room);
  return stopUnavailable(goals, Math.min(needed, spareIn({ newest, old }, posts)), posts);
}

/** Whether there is a move to make now. */
export function canMove(goals: Goals, posts: FencePosts): boolean {
  return moved(goals, balance(goals, posts));
}

/** One move towards the goals: up when there is room, otherwise down. All as they are: nothing can move now. */
export function balance(goals: Goals, posts: FencePosts): Goal[] {
  const grown = grow(goals, posts);
  if (moved(goals, grown)) return grown;
  const shrunk = shrink(goals, posts);
  return moved(goals, shrunk) ? shrunk : giveWay(goals, posts);
}
