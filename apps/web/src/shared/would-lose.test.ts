import { expect, it } from 'vitest';
import { mayLose } from './would-lose.ts';

it('loses nothing where nothing was typed on the screen that is shown, and no dialog is open', () => {
  const path = '/deploy';
  expect(mayLose({ typedOn: null, path, hasDialog: false })).toBe(false);
  expect(mayLose({ typedOn: '/jobs/new', path, hasDialog: false })).toBe(false);
  expect(mayLose({ typedOn: path, path, hasDialog: false })).toBe(true);
  expect(mayLose({ typedOn: null, path, hasDialog: true })).toBe(true);
});
