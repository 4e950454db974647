import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eventRecord, nodeRecord, TablePlane } from '../testing/index.ts';
import { Past, type PastPart } from './past.ts';
import { stripOf } from './strip.ts';

let plane: TablePlane;

/** Revision n is made at 1,000 n: node n joins. */
beforeEach(() => {
  plane = new TablePlane();
  for (let number = 1; number <= 20; number += 1) {
    plane.nowMs = number * 1_000;
    plane.commit({ table: 'nodes', key: `n${number}`, value: nodeRecord(`n${number}`) });
  }
});

async function all(parts: AsyncIterable<PastPart>): Promise<PastPart[]> {
  const collected: PastPart[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

describe('a stretch of the past', () => {
  it('lies around the moment, with the instant of each of its revisions', async () => {
    const past = new Past(plane, plane.log, { commits: 8, changes: 100 });
    const stretch = await past.around(10_500);
    expect(stretch).toMatchObject({ revision: 10, isOldest: false, isNewest: false });
    expect(stretch.from).toBeLessThan(10);
    expect(stretch.to).toBeGreaterThan(10);
    expect(stretch.atMs).toEqual(
      Array.from({ length: stretch.to - stretch.from + 1 }, (_, index) => (stretch.from + index) * 1_000),
    );
  });

  it('is cut on both sides where there are many changes', async () => {
    const past = new Past(plane, plane.log, { commits: 16, changes: 4 });
    expect(await past.around(10_500)).toMatchObject({ revision: 10, from: 8, to: 12 });
  });

  it('reads no more commits than it shows, and one read more on each side', async () => {
    const read = vi.spyOn(plane.log, 'commits');
    for (let number = 21; number <= 400; number += 1) {
      const value = nodeRecord(`n${number}`);
      plane.commit({ table: 'nodes', key: `n${number}`, value }, { table: 'nodes', key: 'n1', value });
    }
    await new Past(plane, plane.log, { commits: 256, changes: 40 }).around(plane.nowMs);
    const asked = read.mock.calls.reduce((sum, [, limit]) => sum + limit, 0);
    expect(asked).toBeLessThanOrEqual(20 + 2 * 16 + 1);
  });

  it('begins with the oldest state for what was before, and says so', async () => {
    const stretch = await new Past(plane, plane.log).around(0);
    expect(stretch).toMatchObject({ revision: 0, from: 0, isOldest: true });
  });

  it('ends with the newest one, and says until when that is known', async () => {
    plane.nowMs = 50_000;
    const stretch = await new Past(plane, plane.log).around(99_000);
    expect(stretch).toMatchObject({ revision: 20, to: 20, isNewest: true, knownUntilMs: 50_000 });
  });
});

describe('the past that is played', () => {
  it('tells the records at the beginning, then each commit that changed something', async () => {
    plane.nowMs = 21_000;
    plane.commit({ table: 'events', key: 'e1', value: eventRecord('e1', { objectId: 'n1' }) });
    const past = new Past(plane, plane.log);
    const parts = await all(past.play({ scopes: ['cluster', 'events'], from: 18, to: 21 }));
    const summary = parts.map((part) =>
      part.kind === 'records'
        ? [part.scope, part.changes.length]
        : [part.scope, part.commits.map(({ revision }) => revision)],
    );
    expect(summary).toEqual([
      ['cluster', 18],
      ['events', 0],
      ['cluster', [19, 20]],
      ['events', [21]],
    ]);
  });

  it('is the same from a keyframe near by as from the beginning', async () => {
    const past = new Past(plane, plane.log);
    const first = await past.stateAt(12);
    const again = await past.stateAt(15);
    expect(first.tables.nodes).toHaveLength(12);
    expect(again).toEqual(await plane.log.stateAt(15));
  });
});

describe('stretches of one neighbourhood', () => {
  const cluster = (from: number, to: number) => ({ scopes: ['cluster'], from, to });

  it('are played on a state that is read once, and each as if it were the only one', async () => {
    const read = vi.spyOn(plane.log, 'stateAt');
    const past = new Past(plane, plane.log);
    const both = [await all(past.play(cluster(4, 20))), await all(past.play(cluster(2, 9)))];
    expect(read).toHaveBeenCalledTimes(1);
    const alone = [cluster(4, 20), cluster(2, 9)].map((one) => all(new Past(plane, plane.log).play(one)));
    expect(both).toEqual(await Promise.all(alone));
  });

  it('are there once the store can be read again, after it could not', async () => {
    const past = new Past(plane, plane.log);
    vi.spyOn(plane.log, 'stateAt').mockRejectedValueOnce(new Error('unplugged'));
    await expect(all(past.play(cluster(4, 20)))).rejects.toThrow('unplugged');
    expect(await all(past.play(cluster(4, 20)))).not.toHaveLength(0);
  });
});

describe('two moments', () => {
  it('are compared without a look at the commits in between, however many', async () => {
    for (let turn = 0; turn < 3_000; turn += 1) {
      plane.nowMs += 1_000;
      const value = nodeRecord('n1', { cordoned: turn % 2 === 0 });
      plane.commit({ table: 'nodes', key: 'n1', value });
    }
    const past = new Past(plane, plane.log);
    const read = vi.spyOn(plane.log, 'commits');
    const found = await past.differences({ fromAtMs: 19_500, toAtMs: plane.nowMs });
    expect(found.objects.map(({ name, change }) => [name, change])).toEqual([['node-n20', 'added']]);
    expect(found.to.atMs).toBe(plane.nowMs);
    const commits = await Promise.all(read.mock.results.map(({ value }) => value as Promise<unknown[]>));
    // Those from the last whole state, and the newest one for its time.
    expect(commits.flat().length).toBeLessThanOrEqual(256);
  });
});

describe('the strip', () => {
  it('counts commits and warnings in equal parts, and marks what is worth a look', async () => {
    plane.nowMs = 20_500;
    const at = { firstAtMs: 15_500, lastAtMs: 15_500, type: 'Warning' } as const;
    plane.commit({ table: 'events', key: 'e1', value: eventRecord('e1', { objectId: 'n1', ...at }) });
    const strip = await stripOf(
      { view: plane.view, log: plane.log, nowMs: 21_000 },
      { fromAtMs: 1_000, toAtMs: 21_000, parts: 4 },
    );
    expect(strip.parts).toEqual([
      { commits: 5, warnings: 0 },
      { commits: 5, warnings: 0 },
      { commits: 5, warnings: 1 },
      { commits: 5, warnings: 0 },
    ]);
    expect(strip.marks).toMatchObject([{ atMs: 15_500, kind: 'warning' }]);
    expect(strip.oldestAtMs).toBe(1_000);
  });
});
