import type { EventRecord, RevisionRecord, TaskRecord } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { type ChainFacts, causeChain } from './cause-chain.ts';

const revision = (number: number, over: Partial<RevisionRecord> = {}): RevisionRecord => ({
  ...({ id: `r${number}`, deploymentId: 'd', templateHash: `h${number}` } as RevisionRecord),
  number,
  createdAtMs: number * 1_000,
  author: 'ana',
  cause: number === 1 ? 'created' : `set image web=web:${number}`,
  restoredFrom: null,
  previous: null,
  replicas: 1,
  pinned: null,
  ...over,
});

const task = (over: Partial<TaskRecord>): TaskRecord =>
  ({
    id: 't1',
    state: 'running',
    desired: 'running',
    revision: 1,
    reason: '',
    message: '',
    replaces: null,
    unplaced: null,
    containers: [],
    createdAtMs: 1_000,
    finishedAtMs: null,
    stopRequestedAtMs: null,
    ...over,
  }) as TaskRecord;

const node = { name: 'n-07', statusReason: '', drain: null };
const exited = { name: 'web', state: 'exited', exitCode: 137, signal: null, outOfMemory: true } as never;

function chain(over: Partial<TaskRecord>, facts: Partial<ChainFacts> = {}): string {
  const causes = causeChain({
    task: task(over),
    node,
    revisions: [revision(1), revision(2)],
    events: [],
    ...facts,
  });
  expect(causes.at(-1)?.end).toBeDefined();
  return causes.map(({ text }) => text).join(' ← ');
}

const event = (reason: string, message: string, actor: string) =>
  ({ reason, message, actor, firstAtMs: 4_000, lastAtMs: 4_000 }) as EventRecord;

describe('the chain of causes', () => {
  test('of one that runs: for which revision, and who made it', () => {
    expect(chain({})).toBe('it was made on n-07 for r1 ← created by ana');
  });

  test('of one that failed: how, then who started it', () => {
    expect(chain({ state: 'failed', finishedAtMs: 5_000, containers: [exited] })).toBe(
      'out of memory, exit code 137 ← it was started on n-07 for r1 ← created by ana',
    );
  });

  test('of one in another’s place leads on to that one', () => {
    expect(chain({ replaces: 't0' as never })).toBe(
      'it took the place of t0 ← it was made on n-07 for r1 ← created by ana',
    );
  });

  test.each([
    ['Superseded', 'it was stopped ← r2 took over ← set image web=web:2 by ana'],
    ['Scaled', 'it was stopped ← Scaled from 3 to 2 replicas (bob)'],
    ['Drained', 'it was stopped ← Its tasks are being moved to other nodes (eve)'],
    ['Killed', 'it was stopped ← Stopped by ana: too slow'],
  ])('of one that was stopped: %s', (reason, told) => {
    const events = [
      event('Scaled', 'Scaled from 3 to 2 replicas.', 'bob'),
      event('Draining', 'Its tasks are being moved to other nodes.', 'eve'),
    ];
    const over = {
      state: 'stopped',
      desired: 'stopped',
      finishedAtMs: 5_000,
      stopRequestedAtMs: 5_000,
    } as const;
    expect(chain({ ...over, reason, message: 'Stopped by ana: too slow.' }, { events })).toBe(told);
  });

  test('of one that is lost ends in the machine', () => {
    const [first] = causeChain({
      task: task({ state: 'lost', finishedAtMs: 9_000 }),
      node: { ...node, statusReason: 'no heartbeat for 10 s' },
      revisions: [],
      events: [],
    });
    expect(first).toMatchObject({ text: 'n-07 was not heard of: no heartbeat for 10 s', end: 'machine' });
  });
});
