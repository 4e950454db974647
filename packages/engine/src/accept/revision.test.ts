import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply, aTemplate } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import {
  abort,
  pause,
  pin,
  remove,
  restart,
  resume,
  rollback,
  scale,
  setImage,
} from '../testing/commands.ts';

function deployed(): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b', 'c']) cluster.join(aMachine(name));
  cluster.accept(anApply('web'));
  cluster.settle();
  return cluster;
}

const deploymentOf = (cluster: Cluster) => cluster.view.deployment('default', 'web')!;
const revisionsOf = (cluster: Cluster) => cluster.view.revisionsOf(deploymentOf(cluster).id);
const templateOf = (cluster: Cluster) =>
  cluster.view.get('templates', deploymentOf(cluster).templateHash)!.template;

describe('making revisions', () => {
  test('[RV1] another template is the next revision, with author and cause, and opens a rollout', () => {
    const cluster = deployed();
    const reply = cluster.accept(setImage('web:2'));
    expect(reply).toMatchObject({ changed: true, deploymentRevision: 2, object: 'default/web' });
    expect(revisionsOf(cluster)).toMatchObject([
      { number: 1, previous: null, author: 'ada', cause: 'created', restoredFrom: null, replicas: 3 },
      {
        number: 2,
        previous: 1,
        author: 'ada',
        cause: 'set image web=web:2',
        restoredFrom: null,
        replicas: 3,
      },
    ]);
    expect(cluster.view.rolloutsOf(deploymentOf(cluster).id)).toMatchObject([
      { toRevision: 1, outcome: 'complete' },
      { fromRevision: 1, toRevision: 2, outcome: 'running', lowestReady: 3 },
    ]);
  });

  test('[RV1] a rollout that is overtaken ends as superseded', () => {
    const cluster = deployed();
    cluster.accept(setImage('web:2'));
    cluster.accept(setImage('web:3'));
    const [, second, third] = cluster.view.rolloutsOf(deploymentOf(cluster).id);
    expect(second).toMatchObject({ outcome: 'superseded', endedAtMs: cluster.nowMs });
    expect(third).toMatchObject({ toRevision: 3, outcome: 'running' });
  });

  test.each([
    ['set the same image', setImage('web:1'), 'Container web has the image web:1 already.'],
    ['apply the same', anApply('web'), 'Deployment web is so already.'],
    ['scale to what it has', scale(3), 'Deployment web has 3 replicas already.'],
  ])('[RV2] %s: no change, and the answer says so', (_, command, message) => {
    const cluster = deployed();
    const before = deploymentOf(cluster);
    expect(cluster.accept(command)).toMatchObject({ changed: false, message, deploymentRevision: 1 });
    expect(deploymentOf(cluster)).toEqual(before);
  });

  test('[RV3] another size makes no revision, but a generation', () => {
    const cluster = deployed();
    cluster.accept(scale(5));
    expect(deploymentOf(cluster)).toMatchObject({ revision: 1, generation: 2, spec: { replicas: 5 } });
    cluster.accept(anApply('web', { spec: { replicas: 5, minReadySeconds: 3 }, labels: { team: 'a' } }));
    expect(deploymentOf(cluster)).toMatchObject({ revision: 1, generation: 3, labels: { team: 'a' } });
    expect(revisionsOf(cluster)).toHaveLength(1);
  });

  test('[RV14] a cause that is told again is the newest revision’s', () => {
    const cluster = deployed();
    const { cause } = revisionsOf(cluster)[0]!;
    cluster.accept({ ...anApply('web', { labels: { team: 'a' } }), retold: 'for the sale' });
    expect(revisionsOf(cluster).map((one) => one.cause)).toEqual(['for the sale']);
    expect(cause).not.toBe('for the sale');
    cluster.accept(anApply('web', { labels: { team: 'b' } }));
    expect(revisionsOf(cluster).map((one) => one.cause)).toEqual(['for the sale']);
  });

  test('[RV3] a size above the limit is refused', () => {
    const cluster = deployed();
    expect(cluster.refusal(scale(100_001))).toMatchObject({
      code: 'invalid',
      issues: [{ field: 'replicas' }],
    });
    expect(deploymentOf(cluster).generation).toBe(1);
  });
});

describe('going back', () => {
  function twice(): Cluster {
    const cluster = deployed();
    cluster.accept(setImage('web:2'));
    cluster.settle();
    cluster.accept(scale(4));
    return cluster;
  }

  test('[RV4] to a revision: exactly its template as a new one, size stays', () => {
    const cluster = twice();
    const original = cluster.view.get('templates', revisionsOf(cluster)[0]!.templateHash)!.template;
    expect(cluster.accept(rollback(1))).toMatchObject({ deploymentRevision: 3 });
    expect(templateOf(cluster)).toEqual(original);
    expect(revisionsOf(cluster).at(-1)).toMatchObject({ number: 3, restoredFrom: 1, previous: 2 });
    expect(deploymentOf(cluster).spec.replicas).toBe(4);
    cluster.settle();
    expect(cluster.liveTasks('web').map(({ revision }) => revision)).toEqual([3, 3, 3, 3]);
  });

  test('[RV4] without a number: the newest with another template', () => {
    const cluster = twice();
    cluster.accept(rollback());
    cluster.settle();
    expect(revisionsOf(cluster).at(-1)).toMatchObject({ number: 3, restoredFrom: 1 });
    cluster.accept(rollback());
    expect(revisionsOf(cluster).at(-1)).toMatchObject({ number: 4, restoredFrom: 2 });
  });

  test('[RV4] without a number: never the one that was given up, until it has served', () => {
    const cluster = twice();
    cluster.accept(setImage('web:3'));
    cluster.accept(abort);
    cluster.settle();
    expect(revisionsOf(cluster).at(-1)).toMatchObject({ number: 4, restoredFrom: 2 });
    cluster.accept(rollback());
    cluster.settle();
    expect(revisionsOf(cluster).at(-1)).toMatchObject({ number: 5, restoredFrom: 1 });
  });

  test('[RV4] without a number, where all others failed: refused', () => {
    const cluster = deployed();
    cluster.accept(setImage('web:2'));
    cluster.accept(abort);
    cluster.settle();
    expect(cluster.refusal(rollback()).message).toBe(
      'All earlier revisions of web failed or are what runs; say which one with toRevision.',
    );
  });

  test('[RV4] to what already is: no change', () => {
    expect(twice().accept(rollback(2))).toMatchObject({
      changed: false,
      message: 'Deployment web has the template of revision 2 already; there is nothing to roll back.',
    });
  });

  test('[RV4] with a size of its own: one change, one rollout, and a plan that says nothing stays away', () => {
    const cluster = twice();
    const plan = cluster.plan(rollback(1, 3));
    expect(plan).toMatchObject({ desired: 3, notRestored: [] });
    expect(cluster.plan(rollback(1))).toMatchObject({
      desired: 4,
      notRestored: ['The number of replicas stays 4; revision 1 was made with 3.'],
    });
    cluster.accept({ ...rollback(1, 3), planHash: plan.hash });
    cluster.settle();
    expect(cluster.liveTasks('web').map(({ revision }) => revision)).toEqual([3, 3, 3]);
    expect(cluster.view.rolloutsOf(deploymentOf(cluster).id)).toHaveLength(3);
    expect(cluster.refusal(rollback(2, 100_001))).toMatchObject({ issues: [{ field: 'replicas' }] });
    expect(deploymentOf(cluster)).toMatchObject({ revision: 3, spec: { replicas: 3 } });
  });

  test('[RV4] to one that is not kept: refused, with the kept ones', () => {
    const refusal = twice().refusal(rollback(7));
    expect(refusal.code).toBe('revision_not_found');
    expect(refusal.message).toBe('toRevision: there is no revision 7 of web; kept are 1, 2');
    expect(refusal.issues).toEqual([
      { field: 'toRevision', message: 'there is no revision 7 of web; kept are 1, 2' },
    ]);
  });

  test('[RV4] with nothing to go back to: refused', () => {
    expect(deployed().refusal(rollback()).message).toBe(
      'Deployment web has no earlier revision to roll back to.',
    );
  });

  test('[RV4] applying an earlier template again is a restoration as well', () => {
    const cluster = twice();
    cluster.accept(anApply('web', { spec: { replicas: 4 } }));
    expect(revisionsOf(cluster).at(-1)).toMatchObject({ number: 3, restoredFrom: 1, cause: 'updated' });
  });
});

describe('applying', () => {
  test.each([
    ['create', 'create' as const, 'already_exists'],
    ['an older generation', 'either' as const, 'conflict'],
  ])('[RV5] %s over an existing one is refused', (_, mode, code) => {
    const cluster = deployed();
    const ifGeneration = code === 'conflict' ? 7 : null;
    expect(cluster.refusal(anApply('web', { mode, ifGeneration, template: { priority: 1 } })).code).toBe(
      code,
    );
    expect(deploymentOf(cluster).revision).toBe(1);
  });

  test('[RV5] update of what is not there is refused', () => {
    expect(deployed().refusal(anApply('db', { mode: 'update' })).code).toBe('not_found');
  });

  test('[RV5] [K-H74] another selector is refused', () => {
    const refusal = deployed().refusal(anApply('web', { spec: { selector: { app: 'other' } } }));
    expect(refusal).toMatchObject({ code: 'immutable', issues: [{ field: 'selector' }] });
    expect(refusal.message).toContain('cannot be changed from app=web');
  });

  test('[RV5] a refused command leaves nothing behind', () => {
    const cluster = deployed();
    const before = cluster.engine.snapshot();
    cluster.refusal(anApply('web', { mode: 'create', template: { priority: 9 } }));
    expect(cluster.engine.snapshot()).toEqual(before);
  });
});

describe('pausing', () => {
  test('[RV6] changes gather and become one revision', () => {
    const cluster = deployed();
    cluster.accept(pause);
    cluster.accept(setImage('web:2'));
    cluster.accept(setImage('web:3'));
    expect(revisionsOf(cluster)).toHaveLength(1);
    expect(cluster.accept(resume)).toMatchObject({ deploymentRevision: 2 });
    expect(revisionsOf(cluster).at(-1)).toMatchObject({ number: 2, cause: 'changes made while paused' });
    expect(templateOf(cluster).containers[0]!.image).toBe('web:3');
  });

  test('[RO15] the record tells that a person paused it, whatever is applied meanwhile', () => {
    const cluster = deployed();
    cluster.accept(pause);
    const held = { paused: true, pausedBy: 'person', pauseReason: 'paused by ada' };
    expect(cluster.view.deployment('default', 'web')).toMatchObject(held);
    cluster.accept(anApply('web', { paused: true, spec: { replicas: 2 } }));
    expect(cluster.view.deployment('default', 'web')).toMatchObject({ ...held, spec: { replicas: 2 } });
    cluster.accept(resume);
    const free = { paused: false, pausedBy: null, pauseReason: '' };
    expect(cluster.view.deployment('default', 'web')).toMatchObject(free);
  });

  test('[RV6] pausing twice and resuming twice change nothing', () => {
    const cluster = deployed();
    cluster.accept(pause);
    expect(cluster.accept(pause).changed).toBe(false);
    cluster.accept(resume);
    expect(cluster.accept(resume).changed).toBe(false);
  });

  test.each([
    ['rollback', rollback()],
    ['restart', restart],
  ])('[RV6] %s is refused', (_, command) => {
    const cluster = deployed();
    cluster.accept(pause);
    expect(cluster.refusal(command).code).toBe('paused');
  });
});

describe('containers and restarts', () => {
  const two = { containers: [aContainer(), aContainer({ name: 'log', image: 'log:1' })] };

  test('[RV7] with several containers, the one that is named gets the image', () => {
    const cluster = deployed();
    cluster.accept(anApply('web', { template: two }));
    expect(cluster.refusal(setImage('log:2')).message).toContain(
      'container: the deployment has several (web, log)',
    );
    expect(cluster.refusal(setImage('log:2', 'nope')).message).toContain('there is none named "nope"');
    cluster.accept(setImage('log:2', 'log'));
    expect(templateOf(cluster).containers.map(({ image }) => image)).toEqual(['web:1', 'log:2']);
  });

  test.each(['', 'a b', 'Web:1', '$(id)', 'x'.repeat(600)])('[RV7] %j is no image', (image) => {
    const cluster = deployed();
    expect(cluster.refusal(setImage(image))).toMatchObject({ code: 'invalid', issues: [{ field: 'image' }] });
    expect(revisionsOf(cluster)).toHaveLength(1);
  });

  test('[RV8] a restart replaces all tasks by the same template with another moment', () => {
    const cluster = deployed();
    const before = cluster.liveTasks('web').map(({ id }) => id);
    cluster.accept(restart);
    cluster.settle();
    expect(templateOf(cluster)).toEqual({ ...aTemplate(), restartedAt: '1970-01-01T00:16:40.000Z' });
    expect(cluster.liveTasks('web').filter(({ id }) => before.includes(id))).toEqual([]);
  });
});

describe('deleting', () => {
  test('[RV9] tasks stop first, then all records go', () => {
    const cluster = deployed();
    const { id } = deploymentOf(cluster);
    cluster.accept(remove(5));
    expect(
      cluster.liveTasks('web').map(({ desired, stopGraceSeconds }) => [desired, stopGraceSeconds]),
    ).toEqual(Array(3).fill(['stopped', 5]));
    expect(cluster.refusal(scale(1)).code).toBe('gone');
    expect(cluster.refusal(anApply('web')).code).toBe('gone');
    cluster.settle();
    expect(cluster.view.deployment('default', 'web')).toBeUndefined();
    for (const table of ['tasks', 'replicaSets', 'revisions', 'rollouts', 'templates'] as const) {
      expect([table, cluster.view.count(table)]).toEqual([table, 0]);
    }
    expect([...cluster.view.eventsOf(id)]).toEqual([]);
    cluster.accept(anApply('web'));
    expect(deploymentOf(cluster).revision).toBe(1);
  });

  test('[RV9] a namespace goes with the last of its deployments', () => {
    const cluster = deployed();
    cluster.accept(anApply('web', { namespace: 'shop' }));
    cluster.accept({ type: 'namespace.delete', name: 'shop' });
    expect(cluster.refusal(anApply('more', { namespace: 'shop' })).code).toBe('gone');
    cluster.settle();
    expect(cluster.view.get('namespaces', 'shop')).toBeUndefined();
    expect(deploymentOf(cluster).status.readyReplicas).toBe(3);
  });

  test('[RV10] a template goes when nothing names it any more', () => {
    const cluster = deployed();
    cluster.accept(anApply('web', { spec: { revisionHistoryLimit: 1 } }));
    for (const image of ['web:2', 'web:3', 'web:4']) {
      cluster.accept(setImage(image));
      cluster.settle();
    }
    expect(revisionsOf(cluster).map(({ number }) => number)).toEqual([3, 4]);
    expect([...cluster.view.all('templates')].map(({ template }) => template.containers[0]!.image)).toEqual([
      'web:3',
      'web:4',
    ]);
  });

  test('[RV10] one that was wanted only while paused goes when another is wanted', () => {
    const cluster = deployed();
    cluster.accept(pause);
    cluster.accept(setImage('web:2'));
    cluster.accept(setImage('web:3'));
    expect(cluster.view.count('templates')).toBe(2);
  });
});

describe('pinning', () => {
  /** Deployed with a history of two, and this many more images after the first. */
  function withImages(cluster: Cluster, from: number, to: number): void {
    for (let image = from; image <= to; image++) {
      cluster.accept(setImage(`web:${image}`));
      cluster.settle();
    }
  }
  const numbers = (cluster: Cluster) => revisionsOf(cluster).map(({ number }) => number);

  test('[RV11] a pinned revision stays beside the newest, and goes once it is not pinned any more', () => {
    const cluster = deployed();
    cluster.accept(anApply('web', { spec: { revisionHistoryLimit: 2 } }));
    expect(cluster.accept(pin(1, 'before the sale'))).toMatchObject({
      changed: true,
      message: 'Revision 1 of web is pinned as before the sale.',
    });
    withImages(cluster, 2, 6);
    expect(numbers(cluster)).toEqual([1, 4, 5, 6]);
    expect(cluster.accept(rollback(1))).toMatchObject({ deploymentRevision: 7 });
    cluster.settle();
    withImages(cluster, 8, 11);
    expect(numbers(cluster)).toContain(1);
    cluster.accept(pin(1, null));
    withImages(cluster, 12, 12);
    expect(numbers(cluster)).toEqual([10, 11, 12]);
  });

  test('[RV11] refused: one that is not kept, and the name of another', () => {
    const cluster = deployed();
    withImages(cluster, 2, 2);
    expect(cluster.refusal(pin(9, 'x')).message).toBe(
      'revision: there is no revision 9 of web; kept are 1, 2',
    );
    cluster.accept(pin(1, 'good'));
    expect(cluster.accept(pin(1, 'good'))).toMatchObject({ changed: false });
    expect(cluster.refusal(pin(2, 'good'))).toMatchObject({
      issues: [{ field: 'pin', message: 'must be another name; revision 1 is pinned as good' }],
    });
  });
});
