import { describe, expect, it } from 'vitest';
import type { PlanMove } from '../port.ts';
import { linesOf } from './moves.ts';

const move = (over: Partial<PlanMove>): PlanMove => ({
  taskName: 'web-abc-1-0',
  fromNode: null,
  toNode: null,
  action: 'start',
  revision: 2,
  atMs: 0,
  ...over,
});

/** A task that is there is stopped, and one that the plan itself starts is stopped again, as a canary may be. */
const wavesWith = (idToCome: string, existing: string) => [
  {
    atMs: 0,
    ready: 1,
    total: 2,
    moves: [
      move({ taskName: existing, action: 'stop', fromNode: 'a', revision: 1 }),
      move({ taskName: `web-def-${idToCome}`, toNode: 'b' }),
      move({ taskName: `web-def-${idToCome}`, action: 'stop', fromNode: 'b' }),
    ],
  },
];

describe('the lines of a plan', () => {
  it('[PV4] are the same whatever the ids of tasks to come will be', () => {
    const lines = linesOf(wavesWith('10-2', 'web-abc-1-0'));
    expect(lines).toEqual(linesOf(wavesWith('14-2', 'web-abc-1-0')));
    expect(lines).toContain('wave 1: stop revision 2 on b');
  });

  it('[PV4] name the tasks that are there', () => {
    expect(linesOf(wavesWith('10-2', 'web-abc-1-0'))).not.toEqual(linesOf(wavesWith('10-2', 'web-abc-1-1')));
  });
});
