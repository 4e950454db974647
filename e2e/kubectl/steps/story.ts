import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { shownTimes } from '../watching.ts';
import { during, name, podsOf, runs, type Step, settled, wordpress } from './step.ts';

/** The two commands that everybody knows, and what stands around them. */

const three = (image: string): string[] => [image, image, image];

const creates: Step = {
  title: 'create deployment',
  async play(stage) {
    const { kubectl, images } = stage;
    const image = `--image=${images.old}`;
    expect(await kubectl('create', 'deployment', name, image, '--replicas=3', ...stage.program)).toBe(
      'deployment.apps/wordpress-deployment created\n',
    );
    expect(await settled(stage)).toContain('successfully rolled out');
    await runs(stage, three(images.old));
    expect(await kubectl('get', 'deployments')).toMatch(
      /^NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nwordpress-deployment\s+3\/3\s+3\s+3/,
    );
    expect(await stage.refused('create', 'deployment', name, image, ...stage.program)).toContain(
      'deployments.apps "wordpress-deployment" already exists',
    );
  },
};

const acceptedDifferenceMs = 250;

const scales: Step = {
  title: 'scale, shown by get -w and by the dashboard at the same time',
  async play(stage) {
    const times = await shownTimes(stage.scene, name, async () => {
      for (const replicas of [4, 5, 3]) {
        expect(await stage.kubectl('scale', wordpress, `--replicas=${replicas}`)).toBe(
          'deployment.apps/wordpress-deployment scaled\n',
        );
        await runs(
          stage,
          Array.from({ length: replicas }, () => stage.images.old),
        );
      }
      await settled(stage);
    });
    expect(times.length).toBeGreaterThanOrEqual(3);
    const apartMs = times.map(({ inKubectlMs, inDashboardMs }) => Math.abs(inKubectlMs - inDashboardMs));
    console.info(
      `kubectl ${stage.minor} and the dashboard showed the same change within ${Math.max(...apartMs)} ms of each other (${stage.runtime}, ${apartMs.length} changes)`,
    );
    expect(Math.max(...apartMs)).toBeLessThanOrEqual(acceptedDifferenceMs);
    expect(await stage.refused('scale', wordpress, '--current-replicas=7', '--replicas=1')).toContain(
      'Expected replicas to be 7, was 3',
    );
  },
};

/** The lowest number of available replicas that kubectl showed while `act` went on. */
async function lowestAvailable(stage: Stage, act: () => Promise<void>): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  const shown = 'jsonpath={.status.availableReplicas}{"\\n"}';
  await during(stage, ['get', 'deployment', name, '-w', '-o', shown], async (watch) => {
    createInterface(watch.stdout).on('line', (line) => {
      lowest = Math.min(lowest, Number(line));
    });
    await act();
  });
  return lowest;
}

const setsImage: Step = {
  title: 'set image: the old ones are stopped only when the new ones are available',
  async play(stage) {
    const { kubectl, images } = stage;
    const count = await stage.running.count();
    const available = await lowestAvailable(stage, async () => {
      expect(await kubectl('set', 'image', wordpress, `wordpress=${images.new}`)).toBe(
        'deployment.apps/wordpress-deployment image updated\n',
      );
      expect(await settled(stage)).toContain('successfully rolled out');
      await runs(stage, three(images.new));
    });
    count.close();
    expect(count.lowest).toBeGreaterThanOrEqual(3);
    expect(available).toBeGreaterThanOrEqual(3);
    const events = await kubectl('events', '--for', wordpress);
    expect(events).toMatch(/ScalingReplicaSet.*Scaled up replica set/);
    expect(events).toMatch(/ScalingReplicaSet.*Scaled down replica set/);
  },
};

const goesBack: Step = {
  title: 'rollout history and undo',
  async play(stage) {
    const { kubectl, images } = stage;
    expect(await kubectl('rollout', 'history', wordpress)).toMatch(/REVISION\s+CHANGE-CAUSE\n1\s+.*\n2\s+/);
    expect(await kubectl('rollout', 'history', wordpress, '--revision=1')).toContain(images.old);
    await kubectl('annotate', wordpress, 'kubernetes.io/change-cause=a newer WordPress');
    expect(await kubectl('rollout', 'history', wordpress)).toMatch(/\n2\s+a newer WordPress\n/);
    await kubectl('annotate', wordpress, 'on-call=ana');
    expect(await kubectl('rollout', 'undo', wordpress)).toBe(
      'deployment.apps/wordpress-deployment rolled back\n',
    );
    await settled(stage);
    await runs(stage, three(images.old));
    const { revisions } = await stage.scene.cluster.query<{
      revisions: { number: number; restoredFrom: number | null }[];
    }>('deployments.history', { name });
    expect(revisions[0]).toMatchObject({ number: 3, restoredFrom: 1 });
    expect(await kubectl('get', wordpress, '-o', 'jsonpath={.metadata.annotations.on-call}')).toBe('ana');
    expect(await kubectl('rollout', 'undo', wordpress, '--to-revision=2')).toContain('rolled back');
    await settled(stage);
    await runs(stage, three(images.new));
    expect(await kubectl('rollout', 'history', wordpress)).toMatch(/\n3\s+.*\n4\s+/);
    expect(await stage.refused('rollout', 'undo', wordpress, '--to-revision=99')).toContain(
      'unable to find specified revision 99',
    );
  },
};

const pauses: Step = {
  title: 'rollout pause, set env, set resources, resume, restart',
  async play(stage) {
    const { kubectl, images } = stage;
    const before = await podsOf(stage, `app=${name}`);
    expect(await kubectl('rollout', 'pause', wordpress)).toContain('paused');
    expect(await stage.refused('rollout', 'restart', wordpress)).toContain("can't restart paused deployment");
    expect(await kubectl('set', 'env', wordpress, 'COLOUR=blue')).toContain('env updated');
    expect(await kubectl('set', 'resources', wordpress, '--limits=memory=128Mi')).toContain(
      'resource requirements updated',
    );
    expect(await podsOf(stage, `app=${name}`)).toEqual(before);
    await runs(stage, three(images.new));
    expect(await kubectl('rollout', 'resume', wordpress)).toContain('resumed');
    await settled(stage);
    const changed = await podsOf(stage, `app=${name}`);
    expect(changed.filter((pod) => before.includes(pod))).toEqual([]);
    expect(await kubectl('exec', changed[0]!, '--', 'sh', '-c', 'echo $COLOUR')).toBe('blue\n');
    expect(await kubectl('rollout', 'restart', wordpress)).toContain('restarted');
    await settled(stage);
    expect((await podsOf(stage, `app=${name}`)).filter((pod) => changed.includes(pod))).toEqual([]);
    await runs(stage, three(images.new));
  },
};

export const story: Step[] = [creates, scales, setsImage, goesBack, pauses];
