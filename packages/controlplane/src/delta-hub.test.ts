import type { Commit } from '@gantry/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeltaHub } from './delta-hub.ts';
import { silentLog } from './log.ts';

const commit = (revision: number, changes = 1): Commit => ({
  revision,
  atMs: revision,
  changes: Array.from({ length: changes }, (_, index) => ({
    table: 'namespaces',
    key: `${index}`,
    value: null,
  })),
});

function hubAt(head: number, bounds = { commits: 10, changes: 100 }): DeltaHub {
  return new DeltaHub({ head, bounds, log: silentLog });
}

function publish(hub: DeltaHub, from: number, to: number): void {
  for (let revision = from; revision <= to; revision++) hub.publish(commit(revision));
}

function listen(hub: DeltaHub, after: number) {
  const heard: number[] = [];
  const stop = hub.subscribe(after, ({ revision }) => heard.push(revision));
  return { heard, stop };
}

test('a subscriber hears what it missed, then what follows, until it leaves', () => {
  const hub = hubAt(3);
  publish(hub, 4, 6);
  const { heard, stop } = listen(hub, 4);
  expect(heard).toEqual([5, 6]);
  publish(hub, 7, 8);
  stop?.();
  publish(hub, 9, 9);
  expect(heard).toEqual([5, 6, 7, 8]);
  expect(hub.subscribers).toBe(0);
});

test('before the first commit, only the present revision can be subscribed to', () => {
  const hub = hubAt(3);
  expect(listen(hub, 3).stop).not.toBeNull();
  expect(listen(hub, 2).stop).toBeNull();
});

test('a revision that is gone, or not there yet, is refused', () => {
  const hub = hubAt(0);
  publish(hub, 1, 30);
  expect(listen(hub, 1).stop).toBeNull();
  expect(listen(hub, 31).stop).toBeNull();
  expect(listen(hub, 25).heard).toEqual([26, 27, 28, 29, 30]);
});

test('the ring is bounded by changes too, but always holds the newest commit', () => {
  const hub = hubAt(0);
  hub.publish(commit(1, 60));
  hub.publish(commit(2, 60));
  expect(listen(hub, 0).stop).toBeNull();
  expect(listen(hub, 1).heard).toEqual([2]);
  hub.publish(commit(3, 500));
  expect(listen(hub, 2).heard).toEqual([3]);
});

test('one that throws is dropped; the others go on', () => {
  const hub = hubAt(0);
  let calls = 0;
  hub.subscribe(0, () => {
    calls += 1;
    throw new Error('broken reader');
  });
  const { heard } = listen(hub, 0);
  publish(hub, 1, 2);
  expect({ calls, heard }).toEqual({ calls: 1, heard: [1, 2] });
});

test('one that leaves while it is told of the past hears no more', () => {
  const hub = hubAt(0);
  publish(hub, 1, 5);
  const leaving = new AbortController();
  const heard: number[] = [];
  const stop = hub.subscribe(5, ({ revision }) => {
    heard.push(revision);
    if (revision === 7) leaving.abort();
  });
  leaving.signal.addEventListener('abort', () => stop?.());
  publish(hub, 6, 9);
  expect(heard).toEqual([6, 7]);
});

test('whenever it is let in, it hears every revision after its own exactly once', () => {
  const moves = fc.array(fc.record({ publish: fc.nat(4), behind: fc.nat(14) }), { maxLength: 30 });
  fc.assert(
    fc.property(moves, (steps) => {
      const hub = hubAt(0);
      let head = 0;
      const readers: { after: number; heard: number[] }[] = [];
      for (const step of steps) {
        publish(hub, head + 1, head + step.publish);
        head += step.publish;
        const after = Math.max(0, head - step.behind);
        const { heard, stop } = listen(hub, after);
        if (stop !== null) readers.push({ after, heard });
        else expect(step.behind).toBeGreaterThan(8);
      }
      for (const { after, heard } of readers) {
        expect(heard).toEqual(Array.from({ length: head - after }, (_, index) => after + 1 + index));
      }
    }),
  );
});
