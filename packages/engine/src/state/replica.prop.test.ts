import type { Commit, Snapshot, TableName } from '@gantry/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aCluster, aLife, live } from '../testing/random-life.ts';
import { keyOf } from './record-key.ts';
import { createReplica } from './replica.ts';

const recordsOf = ({ revision, atMs, tables }: Snapshot) => ({
  ...{ revision, atMs },
  tables: Object.entries(tables).map(([table, records]) => [
    table,
    new Map<string, unknown>(records.map((one) => [keyOf(table as TableName, one), one])),
  ]),
});

test('branches go on by themselves: each is as if it had heard everything, and where they began is as it was', () => {
  fc.assert(
    fc.property(aLife(8), fc.nat(), (life, cut) => {
      const commits: Commit[] = [];
      const cluster = aCluster({ onCommit: (commit) => commits.push(commit) });
      const begin = cluster.engine.snapshot();
      for (const op of life) live(cluster, op);
      const base = createReplica(begin);
      const at = cut % (commits.length + 1);
      for (const commit of commits.slice(0, at)) base.apply(commit);
      const before = base.snapshot();
      const [first, second] = [base.branch(), base.branch()];
      for (const commit of commits.slice(at)) first.apply(commit);
      expect(recordsOf(first.snapshot())).toEqual(recordsOf(cluster.engine.snapshot()));
      for (const node of cluster.engine.view.all('nodes'))
        expect(first.view.allocatedOf(node.id)).toEqual(cluster.engine.view.allocatedOf(node.id));
      expect(base.snapshot()).toEqual(before);
      expect(second.snapshot()).toEqual(before);
    }),
    { numRuns: 20 },
  );
});
