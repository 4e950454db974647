import type { Change, Template } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { deploymentRecord, nodeRecord, TablePlane, templateRecord } from '../testing/index.ts';
import type { AuditEntry } from './audit-trail.ts';
import { effectOf } from './effect.ts';

const put = (table: string, key: string, value: unknown) => ({ table, key, value }) as Change;

const line = (fields: Partial<AuditEntry>): AuditEntry => ({
  ...{ id: '1', atMs: 1, actor: 'ana', via: 'dashboard', verb: 'deployments.scale' },
  ...{ target: 'default/web', outcome: 'ok', message: '', ...fields },
});

const effectIn = (plane: TablePlane, fields: Partial<AuditEntry>) =>
  effectOf(line({ revision: plane.view.revision, ...fields }), { plane, log: plane.log });

/** Path, before and after of everything that differs. */
const told = ({ objects }: Awaited<ReturnType<typeof effectOf>>) =>
  objects.flatMap(({ differences }) => differences.map(({ path, before, after }) => [path, before, after]));

const web = deploymentRecord('d1', { name: 'web' });
const withImage = (image: string, env: { name: string; value: string }[]): Partial<Template> => {
  const [container] = templateRecord('h').template.containers;
  const literal = env.map(({ name, value }) => ({ name, value: { type: 'literal', value } }));
  return { runtime: 'docker', containers: [{ ...container!, image, env: literal }] as never };
};

function planeWithWeb(): TablePlane {
  const plane = new TablePlane();
  plane.commit(
    put('templates', 'h1', templateRecord('h1', withImage('nginx:1', [{ name: 'KEY', value: 'hunter2' }]))),
    put('templates', 'h2', templateRecord('h2', withImage('nginx:2', [{ name: 'KEY', value: 'hunter3' }]))),
    put('deployments', 'd1', { ...web, templateHash: 'h1' }),
    put('nodes', 'n1', nodeRecord('n1')),
  );
  return plane;
}

describe('what an act of the audit changed', () => {
  it('is told by its commit against the records just before, and nothing else of that commit', async () => {
    const plane = planeWithWeb();
    plane.commit(put('deployments', 'd1', { ...web, templateHash: 'h1', status: { replicas: 9 } }));
    plane.commit(
      put('deployments', 'd1', { ...web, templateHash: 'h1', spec: { ...web.spec, replicas: 10 } }),
      put('deployments', 'd2', deploymentRecord('d2', { name: 'api' })),
      put('nodes', 'n1', nodeRecord('n1', { cordoned: true })),
    );
    const effect = await effectIn(plane, {});
    expect(effect).toMatchObject({ state: 'told', atMs: plane.nowMs, more: false });
    expect(effect.objects).toMatchObject([
      { kind: 'deployment', namespace: 'default', name: 'web', change: 'changed' },
    ]);
    expect(told(effect)).toEqual([['replicas', `${web.spec.replicas}`, '10']]);
    const cordon = await effectIn(plane, { verb: 'nodes.cordon', target: 'node-n1' });
    expect(told(cordon)).toEqual([['cordoned', 'false', 'true']]);
  });

  it('names images, and withholds what a variable says', async () => {
    const plane = planeWithWeb();
    plane.commit(put('deployments', 'd1', { ...web, templateHash: 'h2', revision: web.revision + 1 }));
    const effect = await effectIn(plane, { verb: 'deployments.deploy' });
    expect(told(effect)).toEqual([
      ['containers[web].image', 'nginx:1', 'nginx:2'],
      ['containers[web].env[KEY]', 'a value', 'another value'],
      ['revision', `${web.revision}`, `${web.revision + 1}`],
    ]);
    expect(JSON.stringify(effect)).not.toContain('hunter');
  });

  it('tells nothing of what doors and clients keep for themselves: their copies have every value in them', async () => {
    const plane = planeWithWeb();
    const app = JSON.stringify({ id: '/web', env: { PASSWORD: 'hunter4' } });
    const annotations = {
      ...{ note: 'seen', 'gantry.local/marathon-app': app, 'gantry.local/kubernetes-fields': app },
      'kubectl.kubernetes.io/last-applied-configuration': app,
    };
    plane.commit(put('deployments', 'd1', { ...web, templateHash: 'h1', annotations }));
    const effect = await effectIn(plane, { verb: 'deployments.deploy' });
    expect(told(effect)).toEqual([['annotations.note', null, 'seen']]);
    expect(JSON.stringify(effect)).not.toContain('hunter');
  });

  it('tells of a secret which keys were written, and of a config what they say', async () => {
    const plane = new TablePlane();
    const base = { namespace: 'default', name: 'login', labels: {}, annotations: {}, immutable: false };
    const sealed = (nonceBase64: string) => ({ keyId: 'k', nonceBase64, sealedBase64: 'c2VhbGVk' });
    const text = (value: string) => ({ encoding: 'text', value });
    plane.commit(
      put('secrets', 's1', { id: 's1', ...base, type: 'Opaque', data: { a: sealed('n1'), b: sealed('n2') } }),
      put('configs', 'c1', { id: 'c1', ...base, data: { 'page.html': text('old') } }),
    );
    plane.commit(
      put('secrets', 's1', { id: 's1', ...base, type: 'Opaque', data: { a: sealed('n3'), c: sealed('n4') } }),
      put('configs', 'c1', { id: 'c1', ...base, data: { 'page.html': text('new') } }),
    );
    const secret = await effectIn(plane, { verb: 'secrets.save', target: 'default/login' });
    expect(told(secret)).toEqual([
      ['data.a', 'a value', 'another value'],
      ['data.b', 'a value', null],
      ['data.c', null, 'a value'],
    ]);
    expect(JSON.stringify(secret)).not.toMatch(/c2Vh|n3/);
    const config = await effectIn(plane, { verb: 'configs.save', target: 'default/login' });
    expect(told(config)).toEqual([['data.page.html', 'old', 'new']]);
  });

  it('is told of what came and of what went', async () => {
    const plane = planeWithWeb();
    plane.commit(put('deployments', 'd1', null));
    expect(await effectIn(plane, { verb: 'deployments.delete' })).toMatchObject({
      state: 'told',
      objects: [{ name: 'web', change: 'removed' }],
    });
    plane.commit(put('deployments', 'd3', { ...web, id: 'd3', templateHash: 'h1' }));
    expect(await effectIn(plane, { verb: 'deployments.deploy' })).toMatchObject({
      state: 'told',
      objects: [{ name: 'web', change: 'added' }],
    });
  });

  it('of an act that waited for its undo window is what was done when it was over', async () => {
    const plane = planeWithWeb();
    const intent = (state: string) => put('intents', 'i1', { id: 'i1', state, summary: 'Scale web' });
    plane.commit(intent('waiting'));
    const asked = { revision: plane.view.revision, intent: 'i1' };
    expect((await effectIn(plane, asked)).state).toBe('waiting');
    for (let commits = 0; commits < 40; commits += 1) plane.commit();
    plane.commit(
      intent('done'),
      put('deployments', 'd1', { ...web, templateHash: 'h1', spec: { ...web.spec, replicas: 7 } }),
    );
    expect(told(await effectIn(plane, asked))).toEqual([['replicas', `${web.spec.replicas}`, '7']]);
    plane.commit(put('intents', 'i2', { id: 'i2', state: 'waiting' }));
    const second = { revision: plane.view.revision, intent: 'i2' };
    plane.commit(put('intents', 'i2', { id: 'i2', state: 'withdrawn' }));
    expect((await effectIn(plane, second)).state).toBe('withdrawn');
  });

  it('of an act that was taken back is its intent, which the line names by what the act is about', async () => {
    const plane = planeWithWeb();
    const act = { type: 'deployment.scale', namespace: 'default', name: 'web', replicas: 3 };
    const intent = (id: string, name: string, state: string) =>
      put('intents', id, { id, act: { ...act, name }, state, summary: `Scale ${name}` });
    plane.commit(intent('i1', 'web', 'waiting'), intent('i2', 'api', 'waiting'));
    plane.commit(intent('i1', 'web', 'withdrawn'), intent('i2', 'api', 'withdrawn'));
    const effect = await effectIn(plane, { verb: 'intents.withdraw' });
    expect(effect.objects).toMatchObject([{ kind: 'intent', name: 'i1' }]);
    expect(told(effect)).toEqual([['state', 'waiting', 'withdrawn']]);
  });

  it('is nothing for a refusal and for what is not in the log, and says so of lines that do not know', async () => {
    const plane = planeWithWeb();
    expect((await effectIn(plane, { outcome: 'conflict', revision: null })).state).toBe('none');
    expect((await effectIn(plane, { revision: null })).state).toBe('none');
    const { revision: _, ...old } = line({});
    expect((await effectOf(old, { plane, log: plane.log })).state).toBe('unknown');
  });
});
