import { expect, it } from 'vitest';
import type { Plan, PlanMove } from '../../live/plans.ts';
import { blastRadius, extraOf, isMarked, planWaves, stopsOf, waitsOf, wavesLook } from './plan-summary.ts';

const move = (action: PlanMove['action'], node: string | null, taskName = 't'): PlanMove => ({
  action,
  taskName,
  fromNode: action === 'stop' ? node : null,
  toNode: action === 'start' ? node : null,
  revision: 2,
  atMs: 0,
});
const plan = (moves: PlanMove[], over: Partial<Plan> = {}): Plan => ({
  hash: 'h',
  command: { type: 'deployment.restart', namespace: 'default', name: 'web', planHash: null, cause: null },
  changes: true,
  message: 'Nothing changes.',
  waves: [{ atMs: 0, moves, ready: 3, total: 4 }],
  lowestReady: 3,
  highestTotal: 4,
  desired: 4,
  extraResources: { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 },
  expectedMs: 1_000,
  curve: [],
  diff: [],
  warnings: [],
  notRestored: [],
  terminals: [],
  ...over,
});

it('says in one sentence what a change touches', () => {
  const moves = [move('stop', 'n-1'), move('stop', 'n-1', 'u'), move('start', 'n-2'), move('wait', null)];
  expect(blastRadius(plan(moves))).toBe(
    'Stops 2 containers on 1 node, starts 1 container on 1 node, 1 container would find no node, lowest ready 3 of 4.',
  );
  const terminals = ['ana', 'ben', 'ana'].map((person) => ({ taskName: 't', person }));
  expect(blastRadius(plan([move('stop', 'n-1')], { terminals }))).toBe(
    'Stops 1 container on 1 node, ends 3 open terminals (ana, ben), lowest ready 3 of 4.',
  );
  const waiting = [move('stop', null), move('stop', null, 'u')];
  expect(blastRadius(plan(waiting, { desired: 0 }))).toBe('Stops 2 containers that wait for a node.');
  expect(blastRadius(plan([], { changes: false }))).toBe('Nothing changes.');
  expect(stopsOf(plan(moves))).toBe(2);
});

it('counts the time of a wave from the beginning of its plan', () => {
  const atMs = Date.UTC(2026, 10, 27);
  const later = [0, 1_500].map((ms) => ({ atMs: atMs + ms, moves: [], ready: 3, total: 4 }));
  const curve = [{ atMs: atMs - 200, ready: 3, total: 4 }];
  expect(planWaves(plan([], { waves: later, curve })).map(({ afterMs }) => afterMs)).toEqual([200, 1_700]);
  expect(planWaves(plan([], { waves: later })).map(({ afterMs }) => afterMs)).toEqual([0, 1_500]);
});

it('puts what leaves beside what comes', () => {
  const [wave] = planWaves(plan([move('stop', 'n-1'), move('start', 'n-2'), move('start', 'n-3')]));
  expect(wave?.pairs.map(({ stop, start }) => [stop?.fromNode ?? null, start?.toNode ?? null])).toEqual([
    ['n-1', 'n-2'],
    [null, 'n-3'],
  ]);
});

it('tells whether anything leaves or comes in any wave, and whether the ends of names are enough', () => {
  expect(wavesLook(plan([move('stop', 'n-1')]))).toMatchObject({ stops: true, starts: false, isOfOne: true });
  const command = { type: 'node.drain', node: 'n-1' } as unknown as Plan['command'];
  expect(wavesLook(plan([move('wait', null)], { command }))).toMatchObject({
    stops: false,
    starts: true,
    isOfOne: false,
  });
});

it('tells tasks of a job by their whole names, as the ends say nothing of their places', () => {
  const command = { type: 'job.delete', namespace: 'default', name: 'reports' } as unknown as Plan['command'];
  expect(wavesLook(plan([move('stop', 'n-1')], { command })).isOfOne).toBe(false);
});

it('counts the extra containers from those there are, as what they take is', () => {
  const curve = [{ atMs: 0, ready: 6, total: 6 }];
  const three = { cpuMillis: 60, memoryBytes: 96 * 1024 ** 2, diskBytes: 0, gpus: 0 };
  const words = (...of: Parameters<typeof plan>) => extraOf(plan(...of)).replaceAll('\u00a0', ' ');
  const scaled = { curve, highestTotal: 9, desired: 9, extraResources: three };
  expect(words([], scaled)).toBe('+3 (0.06 CPU, 96 MiB)');
  expect(words([move('wait', null)], { ...scaled, highestTotal: 10 })).toBe('+3 (0.06 CPU, 96 MiB)');
  expect(words([], { ...scaled, highestTotal: 6 })).toBe('0.06 CPU, 96 MiB');
  expect(words([], { curve, highestTotal: 7 })).toBe('+1');
  expect(words([], { curve, highestTotal: 6 })).toBe('none');
});

it('finds the marked ones among the rows that are not shown, and counts what waits', () => {
  const [stop, wait] = [move('stop', 'n-1'), move('wait', null)];
  const one = plan([stop, wait]);
  const pairs = planWaves(one).flatMap((wave) => wave.pairs);
  expect(isMarked(wavesLook(one, new Set([wait])), pairs)).toBe(true);
  expect(isMarked(wavesLook(one), pairs)).toBe(false);
  expect(waitsOf(one)).toBe(1);
});
