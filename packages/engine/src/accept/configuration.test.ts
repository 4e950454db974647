import type { CommandOf, SealedValue } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { aContainer, aMachine, anApply, aTemplate } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { pause, rollback, setImage } from '../testing/commands.ts';
import { aJob, batch, succeedAll } from '../testing/jobs.ts';

const text = (value: string) => ({ encoding: 'text' as const, value });
const sealed = (text: string): SealedValue => ({ keyId: 'k1', nonceBase64: 'AA', sealedBase64: text });

type SaveConfig = CommandOf<'config.save'>;
const saveConfig = (data: Record<string, string>, over: Partial<SaveConfig> = {}): SaveConfig => ({
  ...common,
  type: 'config.save',
  name: 'settings',
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, text(value)])),
  ...over,
});
const saveSecret = (data: Record<string, string>): CommandOf<'secret.save'> => ({
  ...common,
  type: 'secret.save',
  name: 'login',
  secretType: 'Opaque',
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, sealed(value)])),
});
const common = {
  namespace: 'default',
  labels: {},
  annotations: {},
  immutable: false,
  mode: 'either' as const,
  ifVersion: null,
  roll: false,
};

const reader = (image = 'web:1') =>
  anApply('web', {
    spec: { replicas: 2 },
    template: {
      containers: [
        aContainer({
          image,
          env: [
            { name: 'COLOUR', value: { type: 'config', name: 'settings', key: 'colour', optional: false } },
            { name: 'PASSWORD', value: { type: 'secret', name: 'login', key: 'password', optional: false } },
          ],
        }),
      ],
    },
  });

function aCluster(): Cluster {
  const cluster = new Cluster();
  cluster.join(aMachine('node-1'));
  return cluster;
}

const whyPending = (cluster: Cluster) => cluster.liveTasks('web').map(({ unplaced }) => unplaced?.message);

describe('configs and secrets', () => {
  it('[CF1] a task waits for what it names, says what it is, and starts when it is there', () => {
    const cluster = aCluster();
    cluster.accept(reader());
    expect(whyPending(cluster)[0]).toContain('It waits for the config settings, which does not exist');
    cluster.accept(saveConfig({ size: '1' }));
    expect(whyPending(cluster)[0]).toContain('It waits for the key colour of the config settings');
    cluster.accept(saveConfig({ colour: 'red' }));
    expect(whyPending(cluster)[0]).toContain('It waits for the secret login');
    expect(cluster.events('FailedScheduling').length).toBeGreaterThan(0);
    cluster.accept(saveSecret({ password: 's1' }));
    expect(cluster.liveTasks('web').map(({ state }) => state)).toEqual(['assigned', 'assigned']);
  });

  it('[CF1] an optional one is not waited for', () => {
    const cluster = aCluster();
    const value = { type: 'config' as const, name: 'settings', key: 'colour', optional: true };
    const containers = [aContainer({ env: [{ name: 'COLOUR', value }] })];
    cluster.accept(anApply('web', { template: { containers } }));
    expect(cluster.liveTasks('web').every(({ state }) => state === 'assigned')).toBe(true);
  });

  it('[CF2] a saving that changes something is a version, with its keys and without values', () => {
    const cluster = aCluster();
    expect(cluster.accept(saveConfig({ a: '1', b: '2' })).message).toContain('version 1');
    expect(cluster.accept(saveConfig({ a: '1', b: '2' })).changed).toBe(false);
    cluster.accept(saveConfig({ a: 'other', c: '3' }));
    const config = cluster.view.config('default', 'settings')!;
    expect(config.version).toBe(2);
    expect(config.history).toMatchObject([
      { version: 1, author: 'ada', added: ['a', 'b'], changed: [], removed: [] },
      { version: 2, author: 'ada', added: ['c'], changed: ['a'], removed: ['b'] },
    ]);
    expect(cluster.events('ConfigSaved').at(-1)).toBe('Version 2 was saved: added c; changed a; removed b.');
    expect(cluster.refusal(saveConfig({}, { ifVersion: 1 })).code).toBe('conflict');
    expect(cluster.refusal(saveConfig({}, { mode: 'create' })).code).toBe('already_exists');
    expect(cluster.refusal(saveConfig({}, { name: 'no', mode: 'update' })).code).toBe('not_found');
  });

  it('[CF2] an immutable one cannot be changed', () => {
    const cluster = aCluster();
    cluster.accept(saveConfig({ a: '1' }, { immutable: true }));
    expect(cluster.refusal(saveConfig({ a: '2' }, { immutable: true })).code).toBe('immutable');
    expect(cluster.refusal(saveConfig({ a: '1' })).code).toBe('immutable');
    expect(cluster.accept(saveConfig({ a: '1' }, { immutable: true })).changed).toBe(false);
  });

  it('[CF3] which version a revision runs with is noted and told', () => {
    const cluster = readingCluster();
    cluster.accept(saveSecret({ password: 's2' }));
    cluster.accept(setImage('web:2'));
    cluster.settle();
    const { id } = cluster.view.deployment('default', 'web')!;
    const seen = cluster.view.sightingsOf(id).map(({ revision, kind, name, versions }) => ({
      seen: `${revision} ${kind} ${name}`,
      versions: versions.map(({ version }) => version),
    }));
    expect(seen).toContainEqual({ seen: '1 secret login', versions: [1] });
    expect(seen).toContainEqual({ seen: '2 secret login', versions: [2] });
    expect(cluster.events('ConfigRead')).toContain('Revision 2 runs with secret login version 2.');
  });

  it('[CF3] [PV6] a rollback says which version does not come back', () => {
    const cluster = readingCluster();
    cluster.accept(saveSecret({ password: 's2' }));
    cluster.accept(setImage('web:2'));
    cluster.settle();
    const plan = cluster.engine.plan(rollback(1), { name: 'ada', via: 'api' }, cluster.nowMs);
    expect(plan.ok && plan.value.notRestored).toEqual([
      'Secret login stays at version 2; revision 1 ran with version 1.',
    ]);
  });

  it('[CF4] saving can restart those that read it, with the version as the cause', () => {
    const cluster = readingCluster();
    const reply = cluster.accept(saveConfig({ colour: 'blue' }, { roll: true }));
    expect(reply.message).toContain('restarted with it: web');
    const { id, revision } = cluster.view.deployment('default', 'web')!;
    expect(revision).toBe(2);
    expect(cluster.view.revisionsOf(id).at(-1)?.cause).toBe('config settings version 2');
    cluster.settle();
    expect(cluster.liveTasks('web').every((task) => task.revision === 2)).toBe(true);
  });

  it('[CF4] a paused one stands still, and without roll nobody moves', () => {
    const cluster = readingCluster();
    expect(cluster.accept(saveConfig({ colour: 'green' })).message).toContain('keep what they were given');
    cluster.accept(pause);
    expect(cluster.accept(saveConfig({ colour: 'blue' }, { roll: true })).message).toContain('paused: web');
    expect(cluster.view.deployment('default', 'web')?.revision).toBe(1);
  });

  it('[CF5] one that is read is deleted by force only', () => {
    const cluster = readingCluster();
    const remove = { type: 'secret.delete' as const, namespace: 'default', name: 'login' };
    expect(cluster.refusal({ ...remove, force: false }).message).toContain('is read by web');
    cluster.accept({ ...remove, force: true });
    expect(cluster.liveTasks('web').every(({ ready }) => ready)).toBe(true);
    cluster.accept(setImage('web:2'));
    expect(whyPending(cluster).some((why) => why?.includes('the secret login'))).toBe(true);
  });

  it('[CF5] a job reads as a deployment does: its task has what it names, until the job is over', () => {
    const cluster = aCluster();
    cluster.accept(saveSecret({ password: 's1' }));
    const value = { type: 'secret', name: 'login', key: 'password', optional: false } as const;
    const template = aTemplate({ containers: [aContainer({ env: [{ name: 'PASSWORD', value }] })] });
    cluster.accept(aJob('report', batch({ template })));
    cluster.settle();
    const remove = { type: 'secret.delete' as const, namespace: 'default', name: 'login', force: false };
    expect(cluster.refusal(remove).message).toContain('is read by report');
    expect(cluster.accept(saveSecret({ password: 's2' })).message).toContain('tasks of report keep');
    succeedAll(cluster, 'report');
    expect(cluster.accept(remove).changed).toBe(true);
  });

  it('[CF6] a secret is sealed in all that the engine keeps: another sealing is another value, whatever it holds', () => {
    const cluster = readingCluster();
    cluster.accept(saveSecret({ password: 's2' }));
    expect(cluster.accept(saveSecret({ password: 's2' })).changed).toBe(false);
    expect(cluster.view.secret('default', 'login')?.data.password).toEqual(sealed('s2'));
    const kept = JSON.stringify({ ...cluster.engine.snapshot().tables, secrets: [] });
    expect(kept).not.toContain('sealedBase64');
  });

  it('goes with its namespace', () => {
    const cluster = aCluster();
    cluster.accept(saveConfig({ a: '1' }, { namespace: 'shop' }));
    cluster.accept({ type: 'namespace.delete', name: 'shop' });
    expect(cluster.view.count('configs')).toBe(0);
    expect(cluster.view.get('namespaces', 'shop')).toBeUndefined();
  });
});

function readingCluster(): Cluster {
  const cluster = aCluster();
  cluster.accept(saveConfig({ colour: 'red' }));
  cluster.accept(saveSecret({ password: 's1' }));
  cluster.accept(reader());
  cluster.settle();
  return cluster;
}
