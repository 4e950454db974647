import { type AutoscalerSpec, type CommandOf, noResources, type UsageSample } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { remove, scale } from '../testing/commands.ts';
import { advise } from './recommend.ts';

const spec: AutoscalerSpec = {
  deployment: 'web',
  minReplicas: 2,
  maxReplicas: 10,
  metrics: [{ resource: 'cpu', target: { kind: 'percent', percent: 50 } }],
  calmSeconds: 300,
};

function save(over: Partial<AutoscalerSpec> = {}, name = 'web'): CommandOf<'autoscaler.save'> {
  return {
    type: 'autoscaler.save',
    ...{ namespace: 'default', name, labels: {}, annotations: {} },
    ...{ spec: { ...spec, ...over }, mode: 'either', ifGeneration: null },
  };
}

/** Three tasks of `web`, each of which requests a tenth of a core. */
function running(): Cluster {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  const containers = [aContainer({ requests: { ...noResources, cpuMillis: 100 } })];
  cluster.accept(anApply('web', { spec: { replicas: 3 }, template: { containers } }));
  cluster.settle();
  cluster.accept(save());
  return cluster;
}

const autoscaler = (cluster: Cluster) => cluster.view.autoscaler('default', 'web')!;
const size = (cluster: Cluster) => cluster.view.deployment('default', 'web')!.spec.replicas;

/** Agents measure that each task uses so much. */
function measure(cluster: Cluster, cpuMillis: number, tasks = size(cluster)): void {
  const sample: UsageSample = { autoscalerId: autoscaler(cluster).id, tasks, cpuMillis, memoryBytes: 0 };
  cluster.step({ kind: 'usage', samples: [sample] });
  cluster.settle();
}

describe('what a metric says of three tasks that request 100 millicores', () => {
  const [metric] = spec.metrics;
  const sizeAt = (cpuMillis: number, tasks = 3) =>
    advise(metric!, {
      replicas: 3,
      requests: { ...noResources, cpuMillis: 100 },
      sample: { autoscalerId: 'h' as UsageSample['autoscalerId'], tasks, cpuMillis, memoryBytes: 0 },
    }).replicas;

  test.each([
    [50, 3],
    [55, 3],
    [56, 4],
    [100, 6],
    [45, 3],
    [30, 2],
    [0, 0],
  ])('[AS2] [AS3] at %i millicores each, %i is right', (cpuMillis, replicas) => {
    expect(sizeAt(cpuMillis)).toBe(replicas);
  });

  test('[AS4] what was not measured counts against the change', () => {
    expect(sizeAt(100, 2)).toBe(4);
    expect(sizeAt(60, 2)).toBe(3);
    expect(sizeAt(0, 2)).toBe(1);
  });
});

test('[AS5] it grows within its bounds, and at most to twice and four more at once', () => {
  const cluster = running();
  measure(cluster, 1_000);
  expect(size(cluster)).toBe(7);
  measure(cluster, 1_000);
  expect(size(cluster)).toBe(10);
  measure(cluster, 1_000);
  expect(size(cluster)).toBe(10);
  expect(autoscaler(cluster)).toMatchObject({ isActive: true, desiredReplicas: 10 });
  expect(cluster.events('Scaled')).toHaveLength(2);
});

test('[AS6] it shrinks only when no larger size was right for the calm time', () => {
  const cluster = running();
  measure(cluster, 100);
  expect(size(cluster)).toBe(6);
  cluster.advance(200);
  measure(cluster, 10);
  expect(size(cluster)).toBe(6);
  cluster.advance(101);
  measure(cluster, 10);
  expect(size(cluster)).toBe(2);
});

test('[AS6] a deployment without replicas is left alone, and it says so once', () => {
  const cluster = running();
  cluster.accept(scale(0));
  measure(cluster, 0, 0);
  const { revision } = cluster.view;
  measure(cluster, 0, 0);
  expect(cluster.view.revision).toBe(revision);
  expect(autoscaler(cluster)).toMatchObject({ isActive: false, reason: 'ScalingDisabled' });
});

test('[AS5] the bounds hold where nothing can be measured', () => {
  const cluster = running();
  cluster.accept(
    save({ metrics: [{ resource: 'memory', target: { kind: 'percent', percent: 50 } }], minReplicas: 5 }),
  );
  measure(cluster, 0);
  expect(size(cluster)).toBe(5);
  expect(autoscaler(cluster)).toMatchObject({ desiredReplicas: 5, isActive: false });
  cluster.accept(
    save({ metrics: [{ resource: 'memory', target: { kind: 'percent', percent: 50 } }], maxReplicas: 4 }),
  );
  measure(cluster, 0);
  expect(size(cluster)).toBe(4);
});

test('[AS4] what cannot be measured says why, and moves nothing', () => {
  const cluster = running();
  cluster.accept(save({ metrics: [{ resource: 'memory', target: { kind: 'percent', percent: 50 } }] }));
  measure(cluster, 1_000);
  expect(size(cluster)).toBe(3);
  expect(autoscaler(cluster).message).toContain('its template requests no memory');
  expect(cluster.events('AutoscalerWaits')).toHaveLength(1);
});

test('[AS1] it is refused where it would quarrel or its bounds cross, and outlives its deployment', () => {
  const cluster = running();
  expect(cluster.refusal(save({}, 'other')).code).toBe('in_use');
  expect(cluster.refusal(save({ minReplicas: 5, maxReplicas: 4 })).code).toBe('invalid');
  expect(cluster.refusal({ ...save({ maxReplicas: 5 }), mode: 'create' }).code).toBe('already_exists');
  expect(cluster.accept(save()).changed).toBe(false);
  cluster.accept(remove());
  cluster.settle();
  cluster.step({
    kind: 'usage',
    samples: [{ autoscalerId: autoscaler(cluster).id, tasks: 0, cpuMillis: 0, memoryBytes: 0 }],
  });
  expect(autoscaler(cluster).reason).toBe('FailedGetScale');
  cluster.accept({ type: 'autoscaler.delete', namespace: 'default', name: 'web' });
  expect(cluster.view.autoscaler('default', 'web')).toBeUndefined();
});
