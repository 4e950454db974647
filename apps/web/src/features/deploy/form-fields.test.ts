import { ManifestText } from '@gantry/manifest';
import { expect, it } from 'vitest';
import { gateChoice, gatesFor } from './form-fields.ts';

const path = ['healthGates'];

it('reads what is to happen when a rollout goes wrong, and keeps the gates that are written when it changes', () => {
  const none = new ManifestText('name: a\n');
  expect(gateChoice(none, path)).toBe('nothing');
  const usual = none.with(path, gatesFor(none.read(path), 'rollback'));
  expect(gateChoice(new ManifestText(usual), path)).toBe('rollback');
  expect(new ManifestText(usual).read(path)).toEqual({
    ...{ maxRestarts: 3, readyWithinSeconds: 300 },
    onFailure: 'rollback',
  });
  const own = new ManifestText('name: a\nhealthGates: { maxErrorLines: 9 }\n');
  expect(gateChoice(own, path)).toBe('pause');
  expect(gatesFor(own.read(path), 'rollback')).toEqual({ maxErrorLines: 9, onFailure: 'rollback' });
  expect(gatesFor(own.read(path), 'nothing')).toBeUndefined();
});
