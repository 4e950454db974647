import { expect, test } from 'vitest';
import { eventReasons, eventType } from './event.ts';
import { taskStates } from './records.ts';
import { canMove, hasEnded, stateRank, taskTransitions, writerOf } from './transitions.ts';

test('states only move forward', () => {
  for (const { from, to } of taskTransitions) expect(stateRank(to)).toBeGreaterThan(stateRank(from));
});

test('each move has one writer', () => {
  const moves = taskTransitions.map(({ from, to }) => `${from}>${to}`);
  expect(new Set(moves).size).toBe(moves.length);
});

test('an ended task never moves, every other can end', () => {
  for (const from of taskStates) {
    const targets = taskTransitions.filter((move) => move.from === from);
    expect(targets.length === 0).toBe(hasEnded(from));
    if (!hasEnded(from)) expect(targets.some(({ to }) => hasEnded(to))).toBe(true);
  }
});

test('only the placement assigns and only the lease loses', () => {
  expect(canMove({ from: 'pending', to: 'assigned', writer: 'placement' })).toBe(true);
  expect(canMove({ from: 'pending', to: 'assigned', writer: 'agent' })).toBe(false);
  expect(canMove({ from: 'running', to: 'lost', writer: 'agent' })).toBe(false);
  expect(canMove({ from: 'running', to: 'lost', writer: 'lease' })).toBe(true);
  expect(canMove({ from: 'assigned', to: 'running', writer: 'agent' })).toBe(true);
  expect(writerOf({ from: 'running', to: 'pending' })).toBeNull();
});

test('every event reason has a meaning and a type', () => {
  for (const [reason, { meaning }] of Object.entries(eventReasons)) {
    expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  }
  expect([eventType('Failed'), eventType('Started')]).toEqual(['Warning', 'Normal']);
});
