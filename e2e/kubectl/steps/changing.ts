import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@gantry/bench/cluster';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import type { Stage } from '../stage.ts';
import { during, name, podsOf, runs, type Step, settled, spoken, wordpress } from './step.ts';

/** The ways of changing what is there, each seen in the containers where it has to be. */

/** The deployment as somebody keeps it in a file. */
async function asFile(stage: Stage, change: (yaml: string) => string = (yaml) => yaml): Promise<string> {
  const file = join(stage.folder, 'deployment.yaml');
  await writeFile(file, change(await readFile(file, 'utf8').catch(() => fresh(stage))));
  return file;
}

const fresh = (stage: Stage): string =>
  stage.manifest('kept', 'echo up; while true; do sleep 1; done', { spec: { replicas: 2 } });

const applies: Step = {
  title: 'apply -f: made, the same again, changed; diff',
  async play(stage) {
    const { kubectl } = stage;
    const file = await asFile(stage);
    expect(await stage.refused('diff', '-f', file)).toBe('');
    expect(await kubectl('apply', '-f', file, '--dry-run=server')).toBe(
      'deployment.apps/kept created (server dry run)\n',
    );
    expect(await stage.refused('get', 'deployment/kept')).toContain('not found');
    expect(await kubectl('apply', '-f', file)).toBe('deployment.apps/kept created\n');
    expect(await kubectl('wait', '--for=condition=available', 'deployment/kept', '--timeout=30s')).toContain(
      'condition met',
    );
    const before = await podsOf(stage, 'app=kept');
    expect(before).toHaveLength(2);
    expect(await kubectl('apply', '-f', file)).toBe('deployment.apps/kept unchanged\n');
    const spec = { maxUnavailable: 1, selector: { matchLabels: { app: 'kept' } } };
    const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'kept' }, spec };
    const budgetFile = join(stage.folder, 'kept-budget.json');
    await writeFile(budgetFile, JSON.stringify(budget));
    for (const outcome of ['created', 'unchanged'])
      expect(await kubectl('apply', '-f', budgetFile)).toBe(`poddisruptionbudget.policy/kept ${outcome}\n`);
    await kubectl('delete', '-f', budgetFile);
    expect(await kubectl('diff', '-f', file)).toBe('');
    expect((await podsOf(stage, 'app=kept')).toSorted()).toEqual(before.toSorted());
    await asFile(stage, (yaml) => yaml.replace('echo up', 'echo changed'));
    const differs = await stage.scene.kubectl.try(['diff', '-f', file]);
    expect(differs).toMatchObject({
      code: 1,
      stderr: '',
      stdout: expect.stringMatching(/^\+.*echo changed/m),
    });
    expect(await kubectl('apply', '-f', file)).toBe('deployment.apps/kept configured\n');
    expect(await kubectl('rollout', 'status', 'deployment/kept', '--timeout=60s')).toContain('successfully');
    const after = await podsOf(stage, 'app=kept');
    expect(after.filter((pod) => before.includes(pod))).toEqual([]);
    expect(await kubectl('logs', after[0]!)).toBe('changed\n');
  },
};

const appliesServerSide: Step = {
  title: 'apply --server-side, with conflicts that name the other manager',
  async play(stage) {
    const { kubectl } = stage;
    const file = join(stage.folder, 'server-side.yaml');
    const write = (minReadySeconds: number) =>
      writeFile(file, stage.manifest('ssa', 'sleep 1000', { spec: { minReadySeconds } }));
    await write(0);
    expect(await kubectl('apply', '-f', file, '--server-side')).toBe(
      'deployment.apps/ssa serverside-applied\n',
    );
    await kubectl('wait', '--for=condition=available', 'deployment/ssa', '--timeout=30s');
    const patch = '{"spec":{"minReadySeconds":3}}';
    await kubectl('patch', 'deployment', 'ssa', '-p', patch, '--field-manager=someone');
    await write(2);
    expect(await stage.refused('apply', '-f', file, '--server-side')).toContain(
      'conflict with "someone": .spec.minReadySeconds',
    );
    expect(await kubectl('apply', '-f', file, '--server-side', '--force-conflicts')).toContain(
      'serverside-applied',
    );
    expect(await kubectl('get', 'deploy/ssa', '-o', 'jsonpath={.spec.minReadySeconds}')).toBe('2');
    expect(await kubectl('delete', '-f', file)).toContain('deleted');
    expect(await podsOf(stage, 'app=ssa')).toEqual([]);
  },
};

/** How one by one looks has been seen by now: from here on a rollout need not take its time. */
const allAtOnce = { strategy: { rollingUpdate: { maxSurge: '100%' } } };

const edits: Step = {
  title: 'edit, patch in three ways, label, annotate',
  async play(stage) {
    const { kubectl, images } = stage;
    const editor = join(stage.folder, 'editor');
    await writeFile(editor, '#!/bin/sh\nsed -i "s/replicas: 3/replicas: 2/" "$1"\n', { mode: 0o755 });
    expect(await stage.scene.kubectl.run(['edit', wordpress], '', { KUBE_EDITOR: editor })).toContain(
      'edited',
    );
    await runs(stage, [images.new, images.new]);
    const patched = (type: string, patch: object) =>
      kubectl('patch', wordpress, `--type=${type}`, '-p', JSON.stringify(patch));
    expect(await patched('strategic', { spec: { minReadySeconds: 1 } })).toContain('patched');
    expect(await patched('strategic', { spec: { minReadySeconds: 1 } })).toContain('patched (no change)');
    expect(await patched('merge', { spec: { replicas: 4, minReadySeconds: 0, ...allAtOnce } })).toContain(
      'patched',
    );
    await runs(
      stage,
      Array.from({ length: 4 }, () => images.new),
    );
    expect(await patched('json', [{ op: 'replace', path: '/spec/replicas', value: 3 }])).toContain('patched');
    await runs(stage, [images.new, images.new, images.new]);
    expect(
      await stage.refused(
        'patch',
        wordpress,
        '--type=json',
        '-p',
        '[{"op":"test","path":"/spec/replicas","value":9}]',
      ),
    ).toContain('Test failed: 3 != 9');
    expect(await kubectl('label', wordpress, 'tier=front')).toContain('labeled');
    expect(await kubectl('get', 'deploy', '-l', 'tier=front', '-o', 'name')).toBe(
      `deployment.apps/${name}\n`,
    );
    expect(await stage.refused('label', wordpress, 'tier=back')).toContain('--overwrite is false');
    expect(await kubectl('label', wordpress, 'tier-')).toContain('unlabeled');
    expect(await kubectl('annotate', wordpress, 'note=hello')).toContain('annotated');
    expect(await kubectl('get', wordpress, '-o', 'jsonpath={.metadata.annotations.note}')).toBe('hello');
    expect(await kubectl('annotate', wordpress, 'note-')).toContain('annotated');
  },
};

const setsParts: Step = {
  title: 'set env and set resources reach the containers',
  async play(stage) {
    const { kubectl, images } = stage;
    expect(await kubectl('set', 'env', wordpress, 'COLOUR=red', 'SIZE=big')).toContain('env updated');
    expect(
      await kubectl('set', 'resources', wordpress, '--requests=cpu=10m', '--limits=memory=160Mi'),
    ).toContain('updated');
    await settled(stage);
    const pods = await podsOf(stage, `app=${name}`);
    for (const pod of pods)
      expect(await kubectl('exec', pod, '--', 'sh', '-c', 'echo $COLOUR $SIZE')).toBe('red big\n');
    expect(await kubectl('set', 'env', wordpress, '--list')).toContain('COLOUR=red');
    const { limits, requests } = JSON.parse(await kubectl('get', 'pod', pods[0]!, '-o', 'json')).spec
      .containers[0].resources;
    expect({ limits, requests }).toMatchObject({ limits: { memory: '160Mi' }, requests: { cpu: '10m' } });
    expect(await kubectl('set', 'env', wordpress, 'SIZE-')).toContain('env updated');
    // A shell that is told to stop before it listens for that takes its grace: until then its pod is listed.
    await runs(stage, [images.new, images.new, images.new]);
  },
};

const takesAllKeys: Step = {
  title: 'set env --from: every key of a config map or a secret, by envFrom too',
  async play(stage) {
    const { kubectl, scene } = stage;
    await kubectl(
      'create',
      'configmap',
      'settings',
      '--from-literal=colour=green',
      '--from-literal=size=big',
    );
    await kubectl('create', 'secret', 'generic', 'login', '--from-literal=user=ada');
    const envFrom = [{ configMapRef: { name: 'settings' } }, { prefix: 'DB_', secretRef: { name: 'login' } }];
    const line = 'echo $colour $size $DB_user; sleep 1000';
    await scene.kubectl.run(['apply', '-f', '-'], stage.manifest('told', line, { container: { envFrom } }));
    await kubectl('wait', '--for=condition=available', 'deployment/told', '--timeout=30s');
    expect(await kubectl('logs', 'deployment/told')).toBe('green big ada\n');
    expect(await kubectl('set', 'env', 'deployment/told', '--from=secret/login', '--prefix=X_')).toContain(
      'updated',
    );
    expect(await kubectl('describe', 'deployment', 'told')).toMatch(
      /Environment Variables from:\s+settings\s+ConfigMap/,
    );
    await kubectl('delete', 'deployment/told', 'cm/settings', 'secret/login');
  },
};

/** What charts like to have and nothing here acts on. */
const lifecycle = { postStart: { exec: { command: ['true'] } } };
const limits = { memory: '96Mi', 'ephemeral-storage': '1Gi' };

const apiOf = (kind: string) => ({ apiVersion: kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'v1' });

const warnsOfFields: Step = {
  title: 'apply -f: what is not honoured is named and kept, what is honoured is told to the program',
  async play(stage) {
    const { kubectl, scene } = stage;
    const env = [
      { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
      { name: 'OWN', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ];
    const matchExpressions = [{ key: 'app', operator: 'In', values: ['sized', 'other'] }];
    const manifest = stage.manifest('sized', 'echo $LIMIT of $OWN; sleep 1000', {
      spec: { selector: { matchExpressions } },
      container: { lifecycle, resources: { limits }, env },
    });
    const applied = await scene.kubectl.try(['apply', '-f', '-'], manifest);
    expect(applied).toMatchObject({ code: 0, stdout: 'deployment.apps/sized created\n' });
    for (const field of ['lifecycle.postStart', 'resources.limits.ephemeral-storage'])
      expect(applied.stderr).toContain(
        `Warning: spec.template.spec.containers[0].${field}: kept, but not honoured by Gantry`,
      );
    expect(await scene.kubectl.run(['apply', '-f', '-'], manifest)).toContain('sized unchanged');
    await kubectl('wait', '--for=condition=available', 'deployment/sized', '--timeout=30s');
    await during(stage, ['logs', '-f', 'deployment/sized'], (logs) => spoken(logs, /^96 of sized-\S+$/m));
    expect(await kubectl('get', 'deployment', 'sized', '-o', 'wide')).toContain('app in (other,sized)');
    await kubectl('delete', 'deployment/sized', '--wait=false');
    const kinds = ['ConfigMap', 'NetworkPolicy', 'Secret'];
    const documents = kinds.map((kind) => stringify({ ...apiOf(kind), kind, metadata: { name: 'chart' } }));
    const charted = await scene.kubectl.try(['apply', '-f', '-'], documents.join('---\n'));
    expect(charted).toMatchObject({ code: 1, stdout: 'configmap/chart created\nsecret/chart created\n' });
    expect(charted.stderr).toContain('no matches for kind "NetworkPolicy"');
    await kubectl('delete', 'cm/chart', 'secret/chart');
  },
};

/** The size of what it follows is looked at every 15 s: it is seen at the end of the transcript. */
const autoscales: Step = {
  title: 'autoscale',
  async play(stage) {
    const { kubectl, scene } = stage;
    await scene.kubectl.run(['apply', '-f', '-'], stage.manifest('grown', 'sleep 1000'));
    expect(
      await kubectl('autoscale', 'deployment/grown', '--min=2', '--max=4', '--cpu-percent=80'),
    ).toContain('autoscaled');
  },
};

export const scalesByItself: Step = {
  title: 'autoscale: more replicas came by themselves',
  async play(stage) {
    const { kubectl } = stage;
    await until(
      () => kubectl('get', 'hpa', 'grown', '--no-headers'),
      (shown) => /^grown\s+Deployment\/grown\s.*\s2\s+4\s+2\s/.test(shown),
      { withinMs: 30_000, what: 'two replicas in the autoscaler', everyMs: 200 },
    );
    expect(await podsOf(stage, 'app=grown')).toHaveLength(2);
    expect(await kubectl('describe', 'hpa', 'grown')).toMatch(/Min replicas:\s+2/);
    expect(await kubectl('delete', 'hpa/grown', 'deployment/grown')).toContain('deleted');
  },
};

export const changing: Step[] = [
  autoscales,
  applies,
  appliesServerSide,
  edits,
  setsParts,
  takesAllKeys,
  warnsOfFields,
];
