import { expect, test } from 'vitest';
import { aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { remove, scale, setImage } from '../testing/commands.ts';
import { aJob, batch } from '../testing/jobs.ts';

const text = 'name: web # the front\n';
const applied = (over: Parameters<typeof anApply>[1] = {}) => anApply('web', over);
const deploymentOf = (cluster: Cluster) => cluster.view.deployment('default', 'web')!;
const kept = (cluster: Cluster) => [...cluster.view.all('manifests')];

function written(): Cluster {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  cluster.accept(applied({ text }));
  cluster.settle();
  return cluster;
}

test('[RV15] the text stays word for word, whoever changes the deployment without one', () => {
  const cluster = written();
  const { id } = deploymentOf(cluster);
  cluster.accept(scale(2));
  cluster.accept(setImage('web:2'));
  cluster.accept(applied({ labels: { team: 'a' } }));
  expect(kept(cluster)).toEqual([{ id, text }]);
  cluster.accept(applied({ text: null }));
  expect(kept(cluster)).toEqual([]);
});

test('[RV15] another text alone is a change without a revision, so that two people who write comments meet', () => {
  const cluster = written();
  const { generation, revision } = deploymentOf(cluster);
  expect(cluster.accept(applied({ text }))).toMatchObject({ changed: false });
  const newer = `${text}# at night\n`;
  expect(cluster.accept(applied({ text: newer, ifGeneration: generation }))).toMatchObject({ changed: true });
  expect(deploymentOf(cluster)).toMatchObject({ generation: generation + 1, revision });
  const late = cluster.refusal(applied({ text: `${text}# by day\n`, ifGeneration: generation }));
  expect(late.code).toBe('conflict');
  expect(kept(cluster)).toMatchObject([{ text: newer }]);
});

test('[RV15] the text of a deployment and of a job goes with it', () => {
  const cluster = written();
  cluster.accept({ ...aJob('sums', batch({ completions: 1 })), text: 'name: sums # of the day\n' });
  cluster.settle();
  expect(kept(cluster)).toHaveLength(2);
  cluster.accept({ type: 'job.delete', namespace: 'default', name: 'sums', graceSeconds: null });
  cluster.settle();
  expect(kept(cluster)).toMatchObject([{ text }]);
  cluster.accept(remove());
  cluster.settle();
  expect(kept(cluster)).toEqual([]);
});
