import type { Plan, PlanMove } from '../../live/plans.ts';
import { formatBytes, formatCount, formatCpu, formatPlural } from '../format/quantity.ts';

/** The one sentence that every change says before it is made. */
export function blastRadius(plan: Plan): string {
  const stops = movesOf(plan, 'stop');
  const starts = movesOf(plan, 'start');
  const waits = movesOf(plan, 'wait');
  if (!plan.changes) return plan.message;
  const parts: string[] = [];
  if (stops.length > 0) parts.push(`stops ${formatPlural(stops.length, 'container')} ${whereOf(stops)}`);
  if (starts.length > 0) parts.push(`starts ${formatPlural(starts.length, 'container')} ${whereOf(starts)}`);
  if (waits.length > 0) parts.push(`${formatPlural(waits.length, 'container')} would find no node`);
  if (parts.length === 0) return plan.message;
  if (plan.terminals.length > 0) parts.push(`ends ${terminalsOf(plan)}`);
  if (stops.length > 0 && plan.desired > 0)
    parts.push(`lowest ready ${formatCount(plan.lowestReady)} of ${formatCount(plan.desired)}`);
  const sentence = parts.join(', ');
  return `${sentence[0]?.toUpperCase()}${sentence.slice(1)}.`;
}

/** Who sits in front of what it stops, each named once. */
function terminalsOf({ terminals }: Plan): string {
  const people = [...new Set(terminals.map(({ person }) => person))].join(', ');
  return `${formatPlural(terminals.length, 'open terminal')} (${people})`;
}

function movesOf(plan: Plan, action: PlanMove['action']): PlanMove[] {
  return plan.waves.flatMap((wave) => wave.moves.filter((move) => move.action === action));
}

/** Those that wait to be placed are on none. */
function whereOf(moves: readonly PlanMove[]): string {
  const nodes = new Set(moves.flatMap((move) => move.toNode ?? move.fromNode ?? []));
  if (nodes.size > 0) return `on ${formatPlural(nodes.size, 'node')}`;
  return moves.length === 1 ? 'that waits for a node' : 'that wait for a node';
}

/** A stop and the start that takes its place, side by side. */
export interface PlanPair {
  stop: PlanMove | null;
  start: PlanMove | null;
}

export interface PlanWave {
  number: number;
  /** So long after the plan begins. */
  afterMs: number;
  ready: number;
  total: number;
  pairs: PlanPair[];
}

/** The waves with what leaves on the left and what comes on the right. */
export function planWaves(plan: Plan): PlanWave[] {
  const beginsAtMs = plan.curve[0]?.atMs ?? plan.waves[0]?.atMs ?? 0;
  return plan.waves.map((wave, index) => {
    const stops = wave.moves.filter((move) => move.action === 'stop');
    const starts = wave.moves.filter((move) => move.action !== 'stop');
    const length = Math.max(stops.length, starts.length);
    const pairs = Array.from({ length }, (_, row) => ({
      stop: stops[row] ?? null,
      start: starts[row] ?? null,
    }));
    return {
      number: index + 1,
      afterMs: wave.atMs - beginsAtMs,
      ready: wave.ready,
      total: wave.total,
      pairs,
    };
  });
}

/** What the rows of all waves of a plan have in common. */
export interface WavesLook {
  stops: boolean;
  starts: boolean;
  /** All of one deployment, so that the ends of their names tell them apart. */
  isOfOne: boolean;
  /** Those that are marked. */
  changed: ReadonlySet<PlanMove>;
}

const none: ReadonlySet<PlanMove> = new Set();

export function wavesLook({ command, waves }: Plan, changed = none): WavesLook {
  const moves = waves.flatMap((wave) => wave.moves);
  return {
    stops: moves.some(({ action }) => action === 'stop'),
    starts: moves.some(({ action }) => action !== 'stop'),
    isOfOne: !/^(node|acts|job)\./.test(command.type),
    changed,
  };
}

/** Whether any of these is marked. */
export const isMarked = ({ changed }: WavesLook, pairs: readonly PlanPair[]): boolean =>
  pairs.some(({ stop, start }) => [stop, start].some((move) => move !== null && changed.has(move)));

/** How many containers a plan leaves without a node. */
export const waitsOf = (plan: Plan): number => movesOf(plan, 'wait').length;

/** How many containers more than now stand on nodes at once, and what is taken more than now. */
export function extraOf(plan: Plan): string {
  const { cpuMillis, memoryBytes } = plan.extraResources;
  const count = plan.highestTotal - waitsOf(plan) - (plan.curve[0]?.total ?? 0);
  const more = count > 0 ? `+${formatCount(count)}` : '';
  const room = cpuMillis > 0 || memoryBytes > 0 ? `${formatCpu(cpuMillis)}, ${formatBytes(memoryBytes)}` : '';
  if (more !== '' && room !== '') return `${more} (${room})`;
  return more || room || 'none';
}

/** How many containers a plan stops; what its button says it replaces. */
export function stopsOf(plan: Plan): number {
  return movesOf(plan, 'stop').length;
}
