import { describe, expect, it } from 'vitest';
import { placeInLog, targetOf } from './audit-trail.ts';

describe('what a line of the audit is about', () => {
  it('is named by the input, and by a manifest in it', () => {
    expect(targetOf({ name: 'web', namespace: 'shop' })).toBe('shop/web');
    expect(targetOf({ manifest: { name: 'web' } })).toBe('default/web');
    expect(targetOf({ node: 'node-1' })).toBe('node-1');
    expect(targetOf({ offer: 'o-7' }, 'offers.rescind')).toBe('o-7');
    expect(targetOf({ acts: [{ name: 'a' }, { name: 'b' }] })).toBe('default/a, default/b');
    expect(targetOf({ name: 'ana' }, 'people.save')).toBe('ana');
  });

  it('is named by a manifest that is text, flat or as for Kubernetes', () => {
    expect(targetOf({ manifest: '# ours\nname: web # the shop\nnamespace: "shop"\ntemplate: {}\n' })).toBe(
      'shop/web',
    );
    const kubernetes =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  labels: { app: x }\n  name: web\nspec:\n  template: {}\n';
    expect(targetOf({ manifest: kubernetes })).toBe('default/web');
  });

  it('is in the log where its reply says, unless nothing was changed', () => {
    const reply = { object: 'default/web', revision: 7, changed: true, message: '', intent: null };
    expect(placeInLog(reply)).toEqual({ revision: 7 });
    expect(placeInLog({ ...reply, intent: 'i1' })).toEqual({ revision: 7, intent: 'i1' });
    expect(placeInLog({ ...reply, changed: false })).toEqual({ revision: null });
    for (const other of [null, { kubeconfig: 'secret' }, 'x'])
      expect(placeInLog(other)).toEqual({ revision: null });
  });

  it('is nothing where nothing is named, whatever came', () => {
    for (const input of [
      null,
      'x',
      {},
      { manifest: '' },
      { manifest: 'template:\n  name: x\n' },
      { manifest: 7 },
    ])
      expect(targetOf(input)).toBe('');
  });
});
