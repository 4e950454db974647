import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeOf } from '../state/holdings.ts';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';

/** Small machines and small wants, so that equal ones and full ones are common. */
const machine = fc.record({
  cpuMillis: fc.integer({ min: 1, max: 6 }),
  memoryBytes: fc.integer({ min: 1, max: 6 }),
});
const set = fc.record({
  replicas: fc.integer({ min: 1, max: 6 }),
  cpuMillis: fc.integer({ min: 0, max: 3 }),
  memoryBytes: fc.integer({ min: 0, max: 3 }),
});

function deploy(
  cluster: Cluster,
  name: string,
  { replicas, ...requests }: { replicas: number; cpuMillis: number; memoryBytes: number },
): void {
  const container = aContainer({ requests: { diskBytes: 0, gpus: 0, ...requests } });
  cluster.accept(anApply(name, { spec: { replicas }, template: { containers: [container] } }));
}

test('[PL6] tasks go where a look at every node for each would put them', () => {
  fc.assert(
    fc.property(
      fc.array(machine, { minLength: 1, maxLength: 5 }),
      fc.array(set, { minLength: 1, maxLength: 3 }),
      (machines, sets) => {
        const cluster = new Cluster();
        const description = (resources: (typeof machines)[number], index: number) =>
          aMachine(`n${index}`, { resources: { diskBytes: 0, gpus: 0, ...resources } });
        cluster.joinAll(machines.map(description));
        for (const [index, wanted] of sets.entries()) {
          const before = [...cluster.view.all('nodes')].map((node) => ({
            id: node.id,
            resources: node.resources,
            free: { ...freeOf(node, { resources: cluster.view.allocatedOf(node.id), ports: [], tasks: 0 }) },
            own: 0,
          }));
          deploy(cluster, `d${index}`, wanted);
          const placed = cluster.liveTasks(`d${index}`).map(({ nodeId }) => nodeId);
          for (const nodeId of placed) expect(nodeId).toBe(bestOf(before, wanted));
        }
      },
    ),
  );
});

interface Candidate {
  id: string;
  resources: { cpuMillis: number; memoryBytes: number };
  free: { cpuMillis: number; memoryBytes: number };
  own: number;
}

/** The slow way: looks at all, takes the best, and books it. null: none has room. */
function bestOf(nodes: Candidate[], wants: { cpuMillis: number; memoryBytes: number }): string | null {
  const fits = nodes.filter(
    ({ free }) => free.cpuMillis >= wants.cpuMillis && free.memoryBytes >= wants.memoryBytes,
  );
  const left = ({ free, resources }: Candidate) =>
    (free.cpuMillis - wants.cpuMillis) / resources.cpuMillis +
    (free.memoryBytes - wants.memoryBytes) / resources.memoryBytes;
  const best = fits.reduce<Candidate | null>((first, node) => {
    if (first === null) return node;
    return node.own < first.own || (node.own === first.own && left(node) < left(first)) ? node : first;
  }, null);
  if (best === null) return null;
  best.own += 1;
  best.free.cpuMillis -= wants.cpuMillis;
  best.free.memoryBytes -= wants.memoryBytes;
  return best.id;
}
