import type { LostImage, TemplateHash } from '@gantry/model';
import { expect, test } from 'vitest';
import { aMachine, anApply } from '../testing/builders.ts';
import { Cluster, person, running } from '../testing/cluster.ts';
import { abort, rollback, setImage } from '../testing/commands.ts';

const gone: LostImage = { kind: 'gone', message: 'image web:1 is on none of 1 node' };

const deploymentOf = (cluster: Cluster) => cluster.view.deployment('default', 'web')!;
const revision = (cluster: Cluster, number: number) =>
  cluster.view.revisionsOf(deploymentOf(cluster).id).find((one) => one.number === number)!;
const eventsOf = (cluster: Cluster) =>
  [...cluster.view.eventsOf(deploymentOf(cluster).id)].map(({ reason }) => reason);

/** At revision 2, with nothing of revision 1 left running. */
function twice(): Cluster {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  cluster.accept(anApply('web'));
  cluster.settle();
  cluster.accept(setImage('web:2'));
  cluster.settle();
  return cluster;
}

function look(cluster: Cluster, lost: LostImage | null, templateHash = revision(cluster, 1).templateHash) {
  cluster.step({ kind: 'looked', deploymentId: deploymentOf(cluster).id, looks: [{ templateHash, lost }] });
}

test('[RV12] a revision notes each image that its tasks ran, once', () => {
  const cluster = twice();
  expect(revision(cluster, 1).images).toBeUndefined();
  const report = (index: number, imageId: string) => {
    const task = cluster.liveTasks('web')[index]!;
    const said = running(task, cluster.nowMs);
    cluster.report(task.nodeId!, {
      ...said,
      containers: said.containers.map((one) => ({ ...one, imageId })),
    });
  };
  report(0, 'sha256:aa');
  report(1, 'sha256:aa');
  report(2, 'sha256:bb');
  expect(revision(cluster, 2).images).toEqual({ web: ['sha256:aa', 'sha256:bb'] });
  const before = cluster.commits.length;
  report(2, 'sha256:bb');
  expect(cluster.commits.slice(before).flatMap(({ changes }) => changes)).not.toContainEqual(
    expect.objectContaining({ table: 'revisions' }),
  );
});

test.each([
  ['rolled back', rollback(1)],
  ['rolled back to whatever was before', rollback()],
  ['set as image', setImage('web:1')],
  ['applied', anApply('web', { spec: { replicas: 2 } })],
])('[RV13] what is gone is not gone back to: %s', (_, command) => {
  const cluster = twice();
  look(cluster, gone);
  expect(cluster.refusal(command)).toEqual({
    code: 'image_gone',
    message:
      'Revision 1 of web cannot run any more: image web:1 is on none of 1 node. Put it back where it was, or choose another revision.',
    issues: [],
  });
  const plan = cluster.engine.plan(command, person, cluster.nowMs);
  expect(plan).toMatchObject({ ok: false, error: { code: 'image_gone' } });
  expect(deploymentOf(cluster)).toMatchObject({ revision: 2, spec: { replicas: 3 } });
  look(cluster, null);
  expect(cluster.accept(command)).toMatchObject({ changed: true, deploymentRevision: 3 });
});

test('[RV13] all revisions of one template are told together, once, and again when it is back', () => {
  const cluster = twice();
  cluster.accept(rollback(1));
  cluster.settle();
  cluster.accept(setImage('web:3'));
  cluster.settle();
  look(cluster, gone);
  look(cluster, gone);
  expect([1, 2, 3].map((number) => revision(cluster, number).lost ?? null)).toEqual([gone, null, gone]);
  expect(cluster.refusal(rollback(1)).message).toMatch(/^Revision 3 of web cannot run any more/);
  expect(eventsOf(cluster).filter((reason) => reason === 'ImageGone')).toHaveLength(2);
  look(cluster, null);
  expect(revision(cluster, 1).lost).toBeNull();
  expect(eventsOf(cluster).filter((reason) => reason === 'ImageBack')).toHaveLength(2);
});

test('[RV13] one whose tasks are alive still is gone back to, by hand and by giving up', () => {
  const cluster = twice();
  cluster.accept(setImage('web:3'));
  look(cluster, { kind: 'gone', message: 'image web:2 is gone' }, revision(cluster, 2).templateHash);
  expect(cluster.engine.plan(rollback(2), person, cluster.nowMs).ok).toBe(true);
  expect(cluster.accept(abort)).toMatchObject({ changed: true, deploymentRevision: 4 });
});

test('[PV6] a plan says that the same name is another image now', () => {
  const cluster = twice();
  look(cluster, { kind: 'changed', message: 'web:1 is another image now than revision 1 ran' });
  const plan = cluster.engine.plan(rollback(1), person, cluster.nowMs);
  expect(plan.ok && plan.value.notRestored).toEqual(['web:1 is another image now than revision 1 ran.']);
});

test('what is said of a deployment that is gone meanwhile is nothing', () => {
  const cluster = twice();
  const templateHash = 'other' as TemplateHash;
  look(cluster, gone, templateHash);
  cluster.step({ kind: 'looked', deploymentId: 'd-gone' as never, looks: [{ templateHash, lost: gone }] });
  expect(eventsOf(cluster)).not.toContain('ImageGone');
});
