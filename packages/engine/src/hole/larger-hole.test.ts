import { noResources } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import type { Shape } from '../port.ts';
import { atOnce } from '../testing/at-once.ts';
import { aContainer, aMachine, anApply, gibibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';

const shape: Shape = { ...noResources, cpuMillis: 1_000, memoryBytes: gibibyte, ports: 0, role: '*' };

/** Two nodes of four cpus with one ready task of one cpu on each. */
function spread(over: Parameters<typeof anApply>[1] = {}): Cluster {
  const cluster = new Cluster();
  const resources = { ...noResources, cpuMillis: 4_000, memoryBytes: 4 * gibibyte };
  cluster.joinAll(['n0', 'n1'].map((name) => aMachine(name, { resources })));
  const container = aContainer({ requests: { ...noResources, cpuMillis: 1_000, memoryBytes: gibibyte } });
  cluster.accept(
    anApply('web', {
      ...over,
      spec: { replicas: 2, ...over.spec },
      template: { containers: [container], ...over.template },
    }),
  );
  cluster.settle();
  return cluster;
}

describe('a larger hole', () => {
  it('[PL15] comes of moving what the placement spread, and nothing is moved', () => {
    const cluster = spread();
    expect(atOnce(cluster.engine.holes(shape))).toMatchObject({ largest: { times: 3 }, fits: 6 });
    const revision = cluster.view.revision;
    const larger = atOnce(cluster.engine.largerHole(shape))!;
    expect(larger).toMatchObject({ hole: { times: 4, resources: { cpuMillis: 4_000 } }, fits: 6 });
    expect(larger.moves).toHaveLength(1);
    expect(larger.moves[0]!.from).not.toBe(larger.moves[0]!.to);
    expect(cluster.view.revision).toBe(revision);
  });

  it('[PL15] is none where a constraint or a budget keeps the tasks where they are, or a rollout is under way', () => {
    const unique = spread({
      template: { constraints: [{ field: 'hostname', operator: 'unique', values: [] }] },
    });
    expect(atOnce(unique.engine.largerHole(shape))).toBeNull();
    const kept = spread();
    kept.accept({
      ...{ type: 'budget.save', namespace: 'default', name: 'all', labels: {}, annotations: {} },
      ...{ mode: 'either', ifGeneration: null },
      spec: { selector: { app: 'web' }, minAvailable: '100%', maxUnavailable: null, unready: 'always' },
    });
    expect(atOnce(kept.engine.largerHole(shape))).toBeNull();
    const rolling = spread();
    rolling.accept({
      ...{ type: 'deployment.setImage', namespace: 'default', name: 'web', planHash: null },
      ...{ container: null, image: 'web:2', cause: null },
    });
    expect(atOnce(rolling.engine.largerHole(shape))).toBeNull();
  });
});
