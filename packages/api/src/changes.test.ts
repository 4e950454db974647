import type { Change } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ChangesMessage,
  changesSince,
  defaultPace,
  type Pace,
  resumeRevision,
  resumeToken,
} from './changes.ts';
import type { Context } from './context.ts';
import { scopeOf } from './scope.ts';
import {
  deploymentRecord,
  jobRecord,
  nodeRecord,
  TablePlane,
  taskRecord,
  testServices,
} from './testing/index.ts';

const pace: Pace = { ...defaultPace, flushMs: 1, heartbeatMs: 20, hardBacklogMs: 0 };

let plane: TablePlane;
let backlogBytes: number;
let expiresAtMs: number | null;
let abort: AbortController;

beforeEach(() => {
  plane = new TablePlane();
  backlogBytes = 0;
  expiresAtMs = null;
  abort = new AbortController();
});
afterEach(() => abort.abort());

function open(scopes: string[], { revision = null as number | null, with: more = {} as Partial<Pace> } = {}) {
  const context: Context = {
    ...testServices(plane),
    actor: { name: 'ana', via: 'api' },
    rights: { level: 'viewer', namespaces: null },
    backlogBytes: () => backlogBytes,
    get expiresAtMs() {
      return expiresAtMs;
    },
  };
  const options = { scopes: scopes.map(scopeOf), revision, signal: abort.signal, pace: { ...pace, ...more } };
  return changesSince(context, options);
}

type Stream = ReturnType<typeof open>;

async function next(stream: Stream): Promise<{ id: string; message: ChangesMessage }> {
  const { value } = await stream.next();
  if (!value) throw new Error('The stream has ended.');
  const [id, message] = value;
  return { id, message };
}

/** The next message that says something. */
async function news(stream: Stream): Promise<ChangesMessage> {
  for (;;) {
    const { message } = await next(stream);
    if (message.kind === 'snapshot' || message.to > message.from) return message;
  }
}

const keysOf = ({ changes }: ChangesMessage) =>
  changes.map(({ key, value }) => (value === null ? `-${key}` : key));
const node = (id: string): Change => ({ table: 'nodes', key: id, value: nodeRecord(id) });
const task = (id: string, fields = {}): Change => ({
  table: 'tasks',
  key: id,
  value: taskRecord(id, fields),
});

describe('changes', () => {
  it('starts with the state and goes on with what changes, each revision once', async () => {
    plane.commit(node('n1'));
    const stream = open(['cluster']);
    expect(await news(stream)).toMatchObject({ kind: 'snapshot', revision: 1, parts: 1 });
    plane.commit(node('n2'));
    const delta = await news(stream);
    expect(delta).toMatchObject({ kind: 'delta', from: 1, to: 2, revision: 2 });
    expect(keysOf(delta)).toEqual(['n2']);
  });

  it('tells of a record once, as it is now, however often it changed since', async () => {
    const stream = open(['tasks']);
    await news(stream);
    for (const state of ['pending', 'assigned', 'running']) plane.commit(task('t1', { state }));
    const delta = await news(stream);
    expect(delta.changes).toMatchObject([{ key: 't1', value: { state: 'running' } }]);
    expect(delta).toMatchObject({ from: 0, to: 3 });
  });

  it('sends only what is in the scopes, and moves on over the rest', async () => {
    plane.commit({ table: 'deployments', key: 'd1', value: deploymentRecord('d1') });
    const stream = open(['deployment:default/web']);
    await news(stream);
    plane.commit(task('t1', { deploymentId: 'd1' }), task('t2', { deploymentId: 'd2' }), node('n1'));
    const delta = await news(stream);
    expect(keysOf(delta)).toEqual(['t1']);
    expect(delta.counts).toBeNull();
  });

  it('tells of deployments and of what is wrong before any node is told of', async () => {
    plane.commit(node('n1'), { table: 'deployments', key: 'd1', value: deploymentRecord('d1') });
    const stream = open(['deployments']);
    const first = await news(stream);
    expect(keysOf(first)).toEqual(['d1']);
    expect(first.counts).toMatchObject({ tasks: { unplaced: 0, unreachableNodes: 0 }, nodes: [] });
    const unplaced = { reasons: [], message: '0 of 1 node can take it.' };
    plane.commit(
      task('t1', { deploymentId: 'd1', state: 'pending', unplaced }),
      task('t2', { state: 'pending', desired: 'stopped', unplaced }),
      { table: 'nodes', key: 'n1', value: nodeRecord('n1', { status: 'unreachable' }) },
    );
    const delta = await news(stream);
    expect(keysOf(delta)).toEqual([]);
    const counted = { unplaced: 1, unplacedOf: { d1: 1 }, unreachableNodes: 1 };
    expect(delta.counts).toMatchObject({ tasks: counted, nodes: [] });
    plane.commit(task('t1', { deploymentId: 'd1', state: 'running' }), node('n1'));
    const none = { unplaced: 0, unreachableNodes: 0 };
    const { counts } = await news(stream);
    expect(counts).toMatchObject({ tasks: none });
    expect(counts?.tasks.unplacedOf).toEqual({});
  });

  it('tells of jobs along with deployments, as a failed one is what is wrong', async () => {
    const batch = {
      batch: { completions: 1, template: { containers: [{ name: 'main', command: ['true'] }] } },
    };
    plane.commit(
      { table: 'deployments', key: 'd1', value: deploymentRecord('d1') },
      { table: 'jobs', key: 'j1', value: jobRecord('j1', batch, { state: 'failed' }) },
    );
    expect(keysOf(await news(open(['deployments'])))).toEqual(['d1', 'j1']);
  });

  it('never sends answers to commands', async () => {
    const value = { id: 'c', atMs: 1, actor: 'ana', type: 't', summary: '', reply: { secret: 1 } } as never;
    const stream = open(['cluster', 'tasks', 'events', 'offers']);
    await news(stream);
    plane.commit({ table: 'accepted', key: 'c', value });
    expect((await news(stream)).changes).toEqual([]);
  });

  it('says that it lives while nothing happens', async () => {
    const stream = open(['cluster']);
    await news(stream);
    expect((await next(stream)).message).toMatchObject({ kind: 'delta', from: 0, to: 0, changes: [] });
  });

  it('goes on after a revision that the ring still holds', async () => {
    plane.commit(node('n1'));
    plane.commit(node('n2'));
    plane.commit(node('n3'));
    const delta = await news(open(['cluster'], { revision: 1 }));
    expect(delta).toMatchObject({ kind: 'delta', from: 1, to: 3 });
    expect(keysOf(delta)).toEqual(['n2', 'n3']);
  });

  it('starts over with the state when the ring does not, or never had that revision', async () => {
    plane.ringSize = 1;
    for (const id of ['n1', 'n2', 'n3']) plane.commit(node(id));
    expect(await news(open(['cluster'], { revision: 1 }))).toMatchObject({ kind: 'snapshot', revision: 3 });
    expect(await news(open(['cluster'], { revision: 99 }))).toMatchObject({ kind: 'snapshot', revision: 3 });
  });

  it('cuts a large state into parts, of which only the last can be gone on from', async () => {
    plane.commit(...Array.from({ length: 5 }, (_, index) => task(`t${index}`)));
    const stream = open(['tasks'], { with: { recordsPerPart: 2 } });
    const parts = [await next(stream), await next(stream), await next(stream)];
    expect(parts.map(({ message }) => message)).toMatchObject([
      { part: 0, parts: 3 },
      { part: 1, parts: 3 },
      { part: 2, parts: 3 },
    ]);
    expect(parts.flatMap(({ message }) => keysOf(message))).toEqual(['t0', 't1', 't2', 't3', 't4']);
    expect(parts.map(({ id }) => resumeRevision('cafe', id))).toEqual([null, null, 1]);
  });

  it('tells the counts of nodes part by part, all of them once', async () => {
    plane.commit(...Array.from({ length: 5 }, (_, index) => node(`n${index}`)));
    const stream = open(['cluster'], { with: { recordsPerPart: 2 } });
    const parts = [await next(stream), await next(stream), await next(stream)];
    const counted = parts.map(({ message }) => message.counts?.nodes.map(({ nodeId }) => nodeId));
    expect(counted).toEqual([['n0', 'n1'], ['n2', 'n3'], ['n4']]);
  });

  it('gives commits their turn between the parts', async () => {
    plane.commit(...Array.from({ length: 4 }, (_, index) => task(`t${index}`)));
    const stream = open(['tasks'], { with: { recordsPerPart: 1, partsPerTurn: 2 } });
    let turns = 0;
    await next(stream);
    setImmediate(() => {
      turns += 1;
    });
    await next(stream);
    expect(turns).toBe(0);
    await next(stream);
    expect(turns).toBe(1);
  });

  it('shows one moment, even when more happens while its parts are sent', async () => {
    plane.commit(task('t1'), task('t2'));
    const stream = open(['tasks'], { with: { recordsPerPart: 1 } });
    const first = await next(stream);
    plane.commit(task('t2', { state: 'running' }), task('t3'));
    const second = await next(stream);
    expect([first, second].flatMap(({ message }) => message.changes)).toMatchObject([
      { key: 't1' },
      { key: 't2', value: { state: 'pending' } },
    ]);
    expect(keysOf(await news(stream))).toEqual(['t2', 't3']);
  });

  it('waits for a slow reader, then tells it only the newest', async () => {
    const stream = open(['tasks']);
    await news(stream);
    backlogBytes = pace.softBacklogBytes + 1;
    for (let count = 0; count < 100; count += 1) plane.commit(task('t1', { createdAtMs: count }));
    const waiting = news(stream);
    backlogBytes = 0;
    expect((await waiting).changes).toMatchObject([{ key: 't1', value: { createdAtMs: 99 } }]);
  });

  it('gives up on deltas for a reader that stays far behind, and starts over when it is back', async () => {
    const stream = open(['tasks']);
    await news(stream);
    backlogBytes = pace.hardBacklogBytes + 1;
    plane.commit(task('t1'));
    const waiting = news(stream);
    while (plane.listeners > 1) await new Promise((resolve) => setTimeout(resolve, 1));
    backlogBytes = 0;
    expect(await waiting).toMatchObject({ kind: 'snapshot', revision: 1 });
  });

  it('holds no more than its bound for anybody', async () => {
    const stream = open(['tasks'], { with: { maxPending: 10 } });
    await news(stream);
    plane.commit(...Array.from({ length: 11 }, (_, index) => task(`t${index}`)));
    expect(await news(stream)).toMatchObject({ kind: 'snapshot', revision: 1 });
  });

  it('ends with the credentials, and leaves nothing behind', async () => {
    const stream = open(['tasks']);
    await news(stream);
    expiresAtMs = plane.nowMs;
    for await (const _ of stream) expect(plane.listeners).toBeGreaterThan(0);
    expect(plane.listeners).toBe(1);
  });

  it('ends when the reader goes', async () => {
    const stream = open(['tasks']);
    await news(stream);
    abort.abort();
    for await (const _ of stream);
    expect(plane.listeners).toBe(1);
  });
});

describe('the id of a message', () => {
  it('is understood by the cluster that gave it and by no other', () => {
    expect(resumeRevision('cafe', resumeToken('cafe', 7))).toBe(7);
    expect(resumeRevision('beef', resumeToken('cafe', 7))).toBeNull();
    for (const text of ['', 'cafe', 'cafe:', 'cafe:-1', 'cafe:x', ':7', 'incomplete']) {
      expect(resumeRevision('cafe', text)).toBeNull();
    }
  });
});
