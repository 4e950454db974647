import { setImmediate as nextTurn } from 'node:timers/promises';
import { Past, scopeOf, Tally } from '@gantry/api';
import { recordsIn, TablePlane } from '@gantry/api/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPastReplica, type PastReplica } from './past-replica.ts';
import { ClusterStory, type Happening, happening } from './testing/cluster-story.ts';
import { localPast } from './testing/local-past.ts';

const scopes = ['cluster', 'tasks', 'events', 'deployment:default/web', 'node:n0'];
type Step =
  | { do: 'seek'; ratio: number }
  | { do: 'step'; by: 1 | -1 }
  | { do: 'toggle'; scope: string }
  | { do: 'turn' }
  | { do: 'settle' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((ratio): Step => ({ do: 'seek', ratio })),
  },
  { weight: 3, arbitrary: fc.constantFrom(1, -1).map((by): Step => ({ do: 'step', by: by as 1 | -1 })) },
  { weight: 3, arbitrary: fc.constantFrom(...scopes).map((scope): Step => ({ do: 'toggle', scope })) },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'turn' }) },
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'settle' }) },
);

interface Recorded {
  atMs: number;
  /** By scope, what the server held then. */
  rows: Map<string, Map<string, unknown>>;
  counts: unknown;
}

/** A plane with a history, and what it held after each commit, told by itself at that time. */
function live(happenings: readonly Happening[]): { plane: TablePlane; recorded: Recorded[] } {
  const plane = new TablePlane();
  const recorded: Recorded[] = [];
  const record = () => {
    const rows = scopes.map((scope) => [scope, rowsOf(plane, scope)] as const);
    recorded[plane.view.revision] = {
      atMs: plane.nowMs,
      rows: new Map(rows),
      counts: Tally.of(plane).counts(),
    };
  };
  record();
  const story = new ClusterStory(plane);
  record();
  for (const one of happenings) {
    plane.nowMs += 10;
    const before = plane.view.revision;
    story.let(one);
    if (plane.view.revision > before) record();
  }
  return { plane, recorded };
}

function rowsOf({ view }: TablePlane, scope: string): Map<string, unknown> {
  return new Map(recordsIn(view, scopeOf(scope)).map(({ table, key, value }) => [`${table}/${key}`, value]));
}

function shown(replica: PastReplica): Map<string, unknown> {
  return new Map(
    Object.entries(replica.tables).flatMap(([table, store]) =>
      Array.from(store.keys(), (key) => [`${table}/${key}`, store.get(key)] as const),
    ),
  );
}

async function settled(replica: PastReplica): Promise<void> {
  const deadlineAtMs = Date.now() + 5_000;
  while (replica.moment.get().waiting) {
    if (replica.moment.get().error) throw replica.moment.get().error;
    if (Date.now() > deadlineAtMs) throw new Error('The past does not come.');
    await nextTurn();
  }
}

interface World {
  replica: PastReplica;
  recorded: Recorded[];
  watched: Map<string, () => void>;
}

function take({ replica, recorded, watched }: World, one: Step): Promise<void> | void {
  switch (one.do) {
    case 'seek': {
      const first = recorded[1]!.atMs;
      const last = recorded.at(-1)!.atMs;
      return replica.seek(first + (last - first) * one.ratio);
    }
    case 'step': {
      const atMs = replica.neighbour(one.by);
      return atMs === null ? undefined : replica.seek(atMs);
    }
    case 'toggle': {
      const unwatch = watched.get(one.scope);
      if (unwatch) unwatch();
      if (unwatch) watched.delete(one.scope);
      else watched.set(one.scope, replica.watch(one.scope));
      return;
    }
    case 'turn':
      return nextTurn();
    case 'settle':
      return settled(replica);
  }
}

/** What is shown is what the server held at the newest revision that is not later than the moment. */
function check({ replica, recorded, watched }: World): void {
  const { shown: at, askedAtMs } = replica.moment.get();
  if (at === null) return;
  const revision = Math.max(
    0,
    recorded.findLastIndex(({ atMs }) => atMs <= askedAtMs),
  );
  expect(at.revision).toBe(revision);
  const then = recorded[revision]!;
  const expected = new Map([...watched.keys()].flatMap((scope) => [...then.rows.get(scope)!]));
  expect(shown(replica)).toEqual(expected);
  if (watched.has('cluster')) expect(replica.counts.get()).toEqual(then.counts);
}

describe('a replica of the past', () => {
  it('shows at any moment what the server held then, whichever way time is moved', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 1, maxLength: 30 }),
        fc.array(step, { maxLength: 12 }),
        async (happenings, steps) => {
          const { plane, recorded } = live(happenings);
          const past = new Past(plane, plane.log, { commits: 6, changes: 12 });
          const replica = createPastReplica({ source: localPast(past), askEveryMs: 0 });
          const world: World = { replica, recorded, watched: new Map() };
          take(world, { do: 'toggle', scope: 'cluster' });
          take(world, { do: 'seek', ratio: 0.5 });
          try {
            for (const one of steps) {
              await take(world, one);
              if (one.do === 'settle') check(world);
            }
            await settled(replica);
            check(world);
          } finally {
            replica.close();
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
