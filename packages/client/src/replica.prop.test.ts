import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Context, StreamedTable } from '@gantry/api';
import { scopeOf, Tally } from '@gantry/api';
import { recordsIn, TablePlane, testServices } from '@gantry/api/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplica, type Replica } from './replica.ts';
import { ClusterStory, type Happening, happening } from './testing/cluster-story.ts';
import { type LocalSource, localSource } from './testing/local-source.ts';

const scopes = [
  'cluster',
  'tasks',
  'events',
  'deployment:default/web',
  'deployment:default/api',
  'node:n0',
  'node:n1',
];

type Step =
  | { do: 'happen'; happening: Happening }
  /** Whatever is under way gets a little further. */
  | { do: 'turn' }
  | { do: 'settle' }
  | { do: 'drop' }
  /** The connection is gone while all this happens, and the server remembers it or not. */
  | { do: 'away'; happenings: Happening[]; forgotten: boolean }
  | { do: 'lose'; lossy: boolean }
  | { do: 'forgetRing' }
  | { do: 'toggle'; scope: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: happening.map((one): Step => ({ do: 'happen', happening: one })) },
  { weight: 8, arbitrary: fc.constant<Step>({ do: 'turn' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'settle' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'drop' }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(happening, { maxLength: 8 }), fc.boolean())
      .map(([happenings, forgotten]): Step => ({ do: 'away', happenings, forgotten })),
  },
  { weight: 1, arbitrary: fc.boolean().map((lossy): Step => ({ do: 'lose', lossy })) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'forgetRing' }) },
  { weight: 3, arbitrary: fc.constantFrom(...scopes).map((scope): Step => ({ do: 'toggle', scope })) },
);

interface World {
  plane: TablePlane;
  story: ClusterStory;
  source: LocalSource;
  replica: Replica;
  watched: Map<string, () => void>;
}

function newWorld(): World {
  const plane = new TablePlane();
  const story = new ClusterStory(plane);
  const services = testServices(plane);
  const actor = { name: 'ana', via: 'api' } as const;
  const rights = { level: 'viewer', namespaces: null } as const;
  const context = (): Context => ({
    ...services,
    actor,
    rights,
    backlogBytes: () => 0,
    expiresAtMs: null,
  });
  const source = localSource(context);
  const replica = createReplica({ source, schedule: queueMicrotask, retryMs: 0 });
  return { plane, story, source, replica, watched: new Map() };
}

function take(world: World, one: Step): Promise<void> | void {
  switch (one.do) {
    case 'happen':
      return world.story.let(one.happening);
    case 'turn':
      return nextTurn();
    case 'settle':
      return settled(world);
    case 'drop':
      return away(world, { happenings: [], forgotten: false });
    case 'away':
      return away(world, one);
    case 'lose':
      world.source.lossy = one.lossy;
      return;
    case 'forgetRing':
      return forgetRing(world.plane, world.story);
    case 'toggle':
      return toggle(world, one.scope);
  }
}

function away({ plane, story, source }: World, of: { happenings: Happening[]; forgotten: boolean }): void {
  source.disconnect();
  for (const one of of.happenings) story.let(one);
  if (of.forgotten) forgetRing(plane, story);
  source.reconnect();
}

/** Whoever is behind now can only go on from a snapshot. */
function forgetRing(plane: TablePlane, story: ClusterStory): void {
  plane.ringSize = 1;
  story.let({ kind: 'cordon', node: 0 });
  plane.ringSize = 1_000;
}

function toggle({ replica, watched }: World, scope: string): void {
  const unwatch = watched.get(scope);
  if (unwatch) {
    unwatch();
    watched.delete(scope);
  } else watched.set(scope, replica.watch(scope));
}

/** Until all that is watched shows the newest revision. */
async function settled({ plane, replica, watched, source }: World): Promise<void> {
  source.lossy = false;
  const isBehind = (scope: string) => replica.status(scope).get().revision !== plane.view.revision;
  const deadlineAtMs = Date.now() + 5_000;
  while ([...watched.keys()].some(isBehind)) {
    if (Date.now() > deadlineAtMs) throw new Error('The replica does not catch up.');
    await nextTurn();
  }
}

function expected({ plane, watched }: World): Map<string, unknown> {
  const records = [...watched.keys()].flatMap((scope) => recordsIn(plane.view, scopeOf(scope)));
  return new Map(records.map(({ table, key, value }) => [`${table}/${key}`, value]));
}

function shown({ replica }: World): Map<string, unknown> {
  const tables = Object.entries(replica.tables) as [StreamedTable, (typeof replica.tables)['tasks']][];
  return new Map(
    tables.flatMap(([table, store]) =>
      Array.from(store.keys(), (key) => [`${table}/${key}`, store.get(key)] as const),
    ),
  );
}

function expectedCounts({ plane }: World) {
  const tally = Tally.of(plane);
  const loads = Array.from(plane.view.all('nodes'), ({ id }) => tally.loadOf(id));
  return { counts: tally.counts(), loads };
}

function shownCounts({ replica }: World) {
  return { counts: replica.counts.get(), loads: [...replica.loads.values()] };
}

/** From nothing to a task that has lived and is forgotten. */
const wholeLife: Step[] = [
  { kind: 'deploy', name: 'web' } as const,
  { kind: 'scale', name: 'web', by: 1 } as const,
  { kind: 'place', node: 0 } as const,
  { kind: 'ready' } as const,
  { kind: 'end' } as const,
  { kind: 'forget' } as const,
].flatMap((one): Step[] => [{ do: 'happen', happening: one }, { do: 'settle' }]);

/** A snapshot in three parts, of which the second never arrives. */
const neverWhole: Step[] = [
  { do: 'happen', happening: { kind: 'deploy', name: 'web' } },
  { do: 'happen', happening: { kind: 'deploy', name: 'api' } },
  { do: 'lose', lossy: true },
  { do: 'toggle', scope: 'cluster' },
  { do: 'turn' },
  { do: 'turn' },
];

describe('a replica', () => {
  it("equals the server's state of what it watches, whatever happens to cluster and connection", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 100 }), async (steps) => {
        const world = newWorld();
        try {
          for (const one of steps) {
            await take(world, one);
            if (one.do === 'settle') expect(shown(world)).toEqual(expected(world));
          }
          await settled(world);
          expect(shown(world)).toEqual(expected(world));
          if (world.watched.has('cluster')) expect(shownCounts(world)).toEqual(expectedCounts(world));
        } finally {
          world.replica.close();
        }
        expect(shown(world)).toEqual(new Map());
      }),
      {
        examples: [
          [neverWhole],
          ...scopes.map((scope): [Step[]] => [[{ do: 'toggle', scope }, ...wholeLife]]),
        ],
      },
    );
  });
});
