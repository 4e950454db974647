import { ManifestText } from '@gantry/manifest';
import { expect, it } from 'vitest';
import { gateChoice, shownPort, withGates } from './form-fields.ts';

const paths = { healthGates: ['healthGates'], minReadySeconds: ['minReadySeconds'] };
const chosen = (text: string, choice: 'nothing' | 'pause' | 'rollback') =>
  new ManifestText(withGates(new ManifestText(text), paths, choice));

it('reads what is to happen when a rollout goes wrong, and keeps the gates that are written when it changes', () => {
  expect(gateChoice(new ManifestText('name: a\n'), paths.healthGates)).toBe('nothing');
  const usual = chosen('name: a\n', 'rollback');
  expect(gateChoice(usual, paths.healthGates)).toBe('rollback');
  expect(usual.read(paths.healthGates)).toEqual({
    ...{ maxRestarts: 3, readyWithinSeconds: 300 },
    onFailure: 'rollback',
  });
  const own = 'name: a\nhealthGates: { maxErrorLines: 9 }\n';
  expect(gateChoice(new ManifestText(own), paths.healthGates)).toBe('pause');
  expect(chosen(own, 'rollback').read(paths.healthGates)).toEqual({
    maxErrorLines: 9,
    onFailure: 'rollback',
  });
  expect(chosen(own, 'nothing').read(paths.healthGates)).toBeUndefined();
});

it('gives gates time to look at a replica before it counts, unless it is said how much', () => {
  expect(chosen('name: a\n', 'rollback').read(['minReadySeconds'])).toBe(10);
  expect(chosen('name: a\nminReadySeconds: 0\n', 'pause').read(['minReadySeconds'])).toBe(0);
  expect(chosen('name: a\n', 'nothing').read(['minReadySeconds'])).toBeUndefined();
});

it('shows a port that a process is given as an empty field, and every other one as it is written', () => {
  expect(shownPort('0', true)).toBe('');
  expect(shownPort('8080', true)).toBe('8080');
  expect(shownPort('0', false)).toBe('0');
});
