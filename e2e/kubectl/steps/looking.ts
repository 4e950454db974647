import { until } from '@gantry/bench/cluster';
import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { during, name, podOf, type Step, spoken, wordpress } from './step.ts';

/** What only reads: every kind in every output, selected, sorted, watched, described, explained. */

const saysWhatItIs: Step = {
  title: 'version, api-resources, explain, auth',
  async play({ kubectl }) {
    expect(await kubectl('version')).toMatch(/Server Version: v1\.34/);
    expect(await kubectl('api-resources')).toMatch(/deployments\s+deploy\s+apps\/v1\s+true\s+Deployment/);
    expect(await kubectl('api-versions')).toContain('apps/v1\n');
    expect(await kubectl('cluster-info')).toContain('is running at');
    expect(await kubectl('auth', 'can-i', 'create', 'deployments')).toBe('yes\n');
    expect(await kubectl('auth', 'can-i', '--list')).toContain('[*]');
    expect(await kubectl('auth', 'whoami')).toContain('Username');
    expect(await kubectl('explain', 'deployment.spec.strategy')).toContain('rollingUpdate');
    expect(await kubectl('explain', 'pod', '--recursive')).toContain('terminationGracePeriodSeconds');
  },
};

/** One object of each kind that can be made, so that no list is empty. */
async function makeOneOfEach({ kubectl }: Stage): Promise<void> {
  await Promise.all([
    kubectl('create', 'configmap', 'settings', '--from-literal=colour=blue'),
    kubectl('create', 'secret', 'generic', 'login', '--from-literal=user=ada'),
    kubectl('create', 'pdb', 'web', `--selector=app=${name}`, '--max-unavailable=1'),
    kubectl('expose', wordpress, '--name=shown', '--port=80', '--target-port=8080'),
    kubectl('autoscale', wordpress, '--min=3', '--max=4', '--cpu-percent=80', '--name=shown'),
    kubectl('create', 'cronjob', 'shown', '--image=localhost/none:1', '--schedule=0 0 1 1 *'),
  ]);
  await kubectl('create', 'ingress', 'shown', '--rule=shown.example/*=shown:80');
  await kubectl('create', 'job', 'shown-now', '--from=cronjob/shown');
}

const outputs = [
  'wide',
  'yaml',
  'json',
  'name',
  'jsonpath={..kind}',
  'custom-columns=K:.kind,N:.metadata.name',
];

/** Kinds of which nothing here makes one. */
const empty = ['PersistentVolumeClaim', 'Lease'];

/** Resource and kind of all that can be listed, as `api-resources` prints them. */
async function listable({ kubectl }: Stage): Promise<{ resource: string; kind: string }[]> {
  const named = (await kubectl('api-resources', '--verbs=list', '-o', 'name')).trim().split('\n');
  const kinds = (await kubectl('api-resources', '--verbs=list', '--no-headers')).trim().split('\n');
  return named.map((resource, index) => ({ resource, kind: kinds[index]!.trim().split(/\s+/).at(-1)! }));
}

const showsEveryKind: Step = {
  title: 'get, describe and explain of every kind, in every output',
  async play(stage) {
    const { kubectl, minor } = stage;
    await makeOneOfEach(stage);
    const all = await listable(stage);
    expect(all.length).toBeGreaterThanOrEqual(20);
    const there = all.filter(({ kind }) => !empty.includes(kind));
    const listed = there.map(({ resource }) => resource).join(',');
    const kindsShown = (await kubectl('get', listed, '-A', '-o', 'custom-columns=:.kind')).split('\n');
    expect(there.filter(({ kind }) => !kindsShown.includes(kind))).toEqual([]);
    const shown = await Promise.all(outputs.map((output) => kubectl('get', listed, '-A', '-o', output)));
    for (const [index, output] of outputs.entries()) {
      for (const kind of ['deployment', 'pod', 'node', 'cronjob', 'horizontalpodautoscaler', 'ingress'])
        expect(shown[index]!.toLowerCase(), `${kind} in -o ${output}`).toContain(kind);
    }
    // In this order: more events may come meanwhile.
    const names = await kubectl('get', listed, '-A', '-o', 'custom-columns=:.metadata.name', '--no-headers');
    const described = await kubectl('describe', listed, '-A');
    for (const one of new Set(names.trim().split(/\s+/))) expect(described, one).toContain(one);
    const measured = (resource: string) => resource.endsWith('metrics.k8s.io');
    for (const { resource } of minor === '1.35' ? all.filter((one) => !measured(one.resource)) : [])
      expect(await kubectl('explain', resource)).toMatch(/DESCRIPTION:\n {4}[A-Z]/);
    expect(await kubectl('get', 'secret', 'login', '-o', 'yaml')).not.toContain('YWRh');
    await kubectl('delete', 'hpa,cronjob,job,ingress,svc,cm,secret,pdb', '--all');
  },
};

const selects: Step = {
  title: 'get -o, -l, --field-selector, -A, --sort-by',
  async play(stage) {
    const { kubectl, images } = stage;
    expect(await kubectl('get', wordpress, '-o', 'wide')).toContain(images.new);
    expect(await kubectl('get', wordpress, '-o', 'name')).toBe('deployment.apps/wordpress-deployment\n');
    expect(await kubectl('get', wordpress, '-o', 'jsonpath={.status.readyReplicas}')).toBe('3');
    expect(JSON.parse(await kubectl('get', wordpress, '-o', 'json')).status.availableReplicas).toBe(3);
    expect(await kubectl('get', wordpress, '-o', 'yaml')).toMatch(/^kind: Deployment$/m);
    expect(await kubectl('get', 'pods', '-l', `app in (${name}),app!=other`, '-o', 'name')).toMatch(
      /^(pod\/.*\n){3}$/,
    );
    expect(await kubectl('get', 'pods', '-l', 'app=other', '-o', 'name')).toBe('');
    expect(await kubectl('get', 'pods', '-A', '--field-selector', 'status.phase=Running')).toMatch(
      /^NAMESPACE\s+NAME(.*\ndefault\s+wordpress-deployment-){3}/,
    );
    expect(await kubectl('get', 'pods', '--field-selector', 'status.phase!=Running', '-o', 'name')).toBe('');
    expect(await stage.refused('get', 'pods', '--field-selector', 'spec.colour=blue')).toContain(
      'field label not supported: spec.colour',
    );
    const sorted = [
      'get',
      'pods',
      '--sort-by=.metadata.name',
      '-o',
      'custom-columns=:.metadata.name',
      '--no-headers',
    ];
    const names = (await kubectl(...sorted)).trim().split('\n');
    expect(names).toEqual(names.toSorted());
    expect(await kubectl('get', 'rs', '-o', 'wide')).toMatch(/wordpress-deployment-\S+\s+3\s+3\s+3/);
    expect(await kubectl('get', 'all')).toMatch(
      /pod\/wordpress.*[\s\S]*deployment\.apps\/wordpress.*[\s\S]*replicaset/,
    );
    expect(await kubectl('get', 'nodes', '-o', 'wide')).toMatch(/\sReady\s/);
  },
};

const watches: Step = {
  title: 'get -w',
  async play(stage) {
    await during(
      stage,
      ['get', 'pods', '-w', '-l', `app=${name}`, '--output-watch-events'],
      async (watch) => {
        await spoken(watch, /(ADDED\s+wordpress-deployment-\S+\s+1\/1\s+Running.*\n){3}/);
        const pod = await podOf(stage, `app=${name}`);
        const gone = spoken(watch, new RegExp(`DELETED\\s+${pod}`));
        const made = spoken(watch, /ADDED\s+\S+\s+0\/1\s+(Pending|ContainerCreating)/);
        await stage.kubectl('delete', 'pod', pod, '--grace-period=1');
        await Promise.all([gone, made]);
      },
    );
    expect(await stage.kubectl('wait', '--for=condition=available', wordpress, '--timeout=30s')).toContain(
      'condition met',
    );
  },
};

const describes: Step = {
  title: 'describe and events',
  async play(stage) {
    const { kubectl, images } = stage;
    const described = await kubectl('describe', wordpress);
    expect(described).toMatch(
      /Replicas:\s+3 desired \| 3 updated \| 3 total \| 3 available \| 0 unavailable/,
    );
    expect(described).toContain(images.new);
    expect(described).toMatch(/NewReplicaSet:\s+wordpress-deployment-\S+ \(3\/3 replicas created\)/);
    expect(described).toMatch(/Events:[\s\S]*ScalingReplicaSet/);
    const pod = await kubectl('describe', 'pod', await podOf(stage, `app=${name}`));
    expect(pod).toMatch(/Status:\s+Running[\s\S]*COLOUR:\s+blue/);
    expect(pod).toMatch(/Controlled By:\s+ReplicaSet\/wordpress-deployment-/);
    expect(await kubectl('events')).toMatch(/ScalingReplicaSet\s+Deployment\/wordpress-deployment/);
    expect(await kubectl('get', 'events', '--field-selector', 'reason=ScalingReplicaSet')).toContain(
      'Scaled up',
    );
  },
};

const measures: Step = {
  title: 'top nodes and top pods: what a program holds is shown',
  async play(stage) {
    const { kubectl } = stage;
    const pod = await podOf(stage, `app=${name}`);
    // 16 characters, doubled 19 times: 8 MiB.
    const holds =
      'x=0123456789abcdef; i=0; while test $i -lt 19; do x=$x$x; i=$((i+1)); done; echo held; sleep 60; echo over';
    await during(stage, ['exec', pod, '--', 'sh', '-c', holds], async (holding) => {
      await spoken(holding, /held/);
      await until(
        () => stage.scene.kubectl.try(['top', 'pod', pod, '--no-headers']),
        ({ stdout }) => Number(/\s(\d+)Mi/.exec(stdout)?.[1] ?? 0) >= 8,
        { withinMs: 45_000, what: 'the memory of a pod', everyMs: 500 },
      );
    });
    expect(await kubectl('top', 'pods', '-A', '--sort-by=memory')).toMatch(/default\s+wordpress-deployment-/);
    expect(await kubectl('top', 'nodes')).toMatch(/NAME\s+CPU\(cores\).*\n\S+\s+\d+m\s+\d+%\s+\d+Mi/);
  },
};

export const looking: Step[] = [saysWhatItIs, selects, describes, watches, measures, showsEveryKind];
