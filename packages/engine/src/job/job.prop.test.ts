import { hasEnded, hasJobEnded } from '@gantry/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from '../engine.ts';
import { createReplica } from '../state/replica.ts';
import { aMachine } from '../testing/builders.ts';
import { aReport, Cluster, failed, wishFulfilled } from '../testing/cluster.ts';
import { aJob, batch, end, gang, liveTasks, named, wants } from '../testing/jobs.ts';
import { rejoin } from '../testing/random-life.ts';

/** Random lives of jobs; every step is held against the invariants by the engine itself (`development`). */

const name = fc.constantFrom('a', 'b');
const pick = fc.nat(7);
const kind = <K extends string>(text: K) => fc.constant(text);

const anOp = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind('batch'),
      name,
      completions: fc.integer({ min: 1, max: 4 }),
      parallelism: fc.integer({ min: 1, max: 3 }),
      stages: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: kind('gang'), name, ranks: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind('ask'),
      name,
      type: fc.constantFrom('suspend' as const, 'resume' as const, 'cancel' as const, 'delete' as const),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: kind('agents'), some: fc.nat(255), how: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('kill'), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('silence'), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('rejoin'), pick }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('advance'), seconds: fc.constantFrom(1, 12, 60) }) },
);
type Op = typeof anOp extends fc.Arbitrary<infer T> ? T : never;

const machine = (text: string) =>
  aMachine(text, { resources: { cpuMillis: 2_000, memoryBytes: 0, diskBytes: 0, gpus: 0 } });

function aCluster(options: ConstructorParameters<typeof Cluster>[0] = {}): Cluster {
  const cluster = new Cluster(options);
  for (const text of ['n0', 'n1']) cluster.join(machine(text));
  return cluster;
}

const template = wants(1_000);

function live(cluster: Cluster, op: Op): void {
  switch (op.kind) {
    case 'batch': {
      const stages = Array.from({ length: op.stages }, (_, index) => ({
        ...op,
        name: `s${index}`,
        template,
      }));
      const plan = stages.map(({ name: text, completions, parallelism }) => ({
        name: text,
        completions,
        parallelism: Math.min(parallelism, completions),
        template,
      }));
      cluster.command(aJob(op.name, batch(...plan), { retries: 1 }));
      break;
    }
    case 'gang':
      cluster.command(aJob(op.name, gang(op.ranks, { template }), { retries: 1 }));
      break;
    case 'ask':
      if (op.type === 'delete')
        cluster.command({ type: 'job.delete', ...named(op.name), graceSeconds: null });
      else if (op.type === 'cancel') cluster.command({ type: 'job.cancel', ...named(op.name), reason: '' });
      else cluster.command({ type: `job.${op.type}`, ...named(op.name) });
      break;
    case 'advance':
      cluster.advance(op.seconds);
      break;
    default:
      liveOnNodes(cluster, op);
  }
}

function liveOnNodes(
  cluster: Cluster,
  op: Extract<Op, { kind: 'agents' | 'kill' | 'silence' | 'rejoin' }>,
): void {
  if (op.kind === 'agents') {
    act(cluster, op);
    return;
  }
  const [nodes, tasks] = [[...cluster.view.all('nodes')], [...cluster.view.all('tasks')]];
  const node = nodes[op.pick % nodes.length]!.id;
  if (op.kind === 'silence') cluster.silence(node);
  if (op.kind === 'rejoin') rejoin(cluster, node);
  const task = tasks[op.pick % Math.max(1, tasks.length)];
  if (op.kind === 'kill' && task !== undefined)
    cluster.command({ type: 'task.kill', task: task.id, graceSeconds: null, reason: '' });
}

/** The agents see to some of their tasks, by the bits of a number: they run, succeed or fail. */
function act(cluster: Cluster, { some, how }: { some: number; how: number }): void {
  let index = 0;
  for (const task of [...cluster.view.all('tasks')]) {
    const isSome = ((some >> (index++ % 8)) & 1) === 1;
    const isGone = hasEnded(task.state) && !(task.state === 'lost' && task.finishedAtMs === null);
    if (!isSome || task.nodeId === null || isGone) continue;
    const ends = { startedAtMs: cluster.nowMs, finishedAtMs: cluster.nowMs };
    const report =
      task.desired === 'stopped' || how === 0
        ? wishFulfilled(task, cluster.nowMs)
        : how === 1
          ? aReport(task, { state: 'succeeded', ...ends })
          : failed(task, cluster.nowMs);
    cluster.report(task.nodeId, report);
  }
}

const aLife = (maxLength: number) => fc.array(anOp, { minLength: 4, maxLength, size: 'max' });

test('[JB5] [JB8] in any life the invariants of jobs hold, and a replica fed by the commits is the same', () => {
  fc.assert(
    fc.property(aLife(10), fc.constantFrom(4, 2_000), (life, writesPerStep) => {
      const cluster = aCluster({ bounds: { writesPerStep } });
      const replica = createReplica(cluster.engine.snapshot());
      const from = cluster.commits.length;
      for (const op of life) live(cluster, op);
      for (const commit of cluster.commits.slice(from)) replica.apply(commit);
      expect(replica.snapshot()).toEqual(cluster.engine.snapshot());
    }),
    { numRuns: 2_000 },
  );
});

test('[JB1] when faults stop and tasks succeed, every job that is not suspended ends, and stays so after a reload', () => {
  fc.assert(
    fc.property(aLife(8), (life) => {
      const cluster = aCluster();
      for (const op of life) live(cluster, op);
      for (const { id } of [...cluster.view.all('nodes')]) rejoin(cluster, id);
      for (let round = 0; round < 12; round++) {
        cluster.advance(round < 6 ? 60 : 400);
        act(cluster, { some: 255, how: 1 });
      }
      const open = [...cluster.view.all('jobs')].filter(
        ({ state, spec, deletingAtMs }) => deletingAtMs !== null || (!hasJobEnded(state) && !spec.suspended),
      );
      expect(open.map(({ name: text, state, message }) => `${text} is ${state}: ${message}`)).toEqual([]);
      const reloaded = createEngine(cluster.engine.snapshot(), { development: true });
      expect(reloaded.step({ inputs: [], nowMs: cluster.nowMs }).commit?.changes ?? null).toBeNull();
    }),
    { numRuns: 1_000 },
  );
});

test('[JB15] whatever short tasks come and go, gangs that could fit start one after the other', () => {
  const aGang = fc.constantFrom([1, 1_000], [2, 1_000], [4, 1_000], [1, 2_000], [2, 2_000], [2, 1_500]);
  const ranks = fc.array(aGang, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(ranks, fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), (gangs, ends) => {
      const cluster = aCluster();
      cluster.accept(
        aJob('small', batch({ name: '', completions: 1_000, parallelism: 4, template: wants(1_000) })),
      );
      for (const [index, [count, cpuMillis]] of gangs.entries())
        cluster.accept(aJob(`gang-${index}`, gang(count!, { template: wants(cpuMillis!) })));
      const placed = (text: string) => liveTasks(cluster, text).filter(({ nodeId }) => nodeId !== null);
      for (const which of ends) {
        const small = placed('small');
        if (small.length > 0) end(cluster, small[which % small.length]!, 'succeeded');
        for (const index of gangs.keys())
          for (const rank of placed(`gang-${index}`)) end(cluster, rank, 'succeeded');
        cluster.advance(5);
      }
      const waiting = [...cluster.view.all('jobs')].filter(
        ({ spec, state }) => spec.plan.kind === 'gang' && state !== 'succeeded',
      );
      expect(waiting.map(({ name: text, message }) => `${text}: ${message}`)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
