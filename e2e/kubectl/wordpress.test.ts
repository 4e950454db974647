import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@gantry/bench/cluster';
import { buildHelloImage, findBusybox } from '@gantry/examples/hello-image';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { containersOf, countContainers } from './running-count.ts';
import { openScene, type Scene } from './scene.ts';
import { inTerminal, shownTimes } from './watching.ts';

/** What a person types who has a WordPress to update, on real containers, checked by the engine that runs them. */

const socketPath = process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? '/var/run/docker.sock';
const docker = new Docker({ socketPath });
const hasEngine = await docker.ping().then(
  () => !('missing' in findBusybox()),
  () => false,
);
if (!hasEngine) console.warn(`kubectl is not tested on containers: no container engine at ${socketPath}`);

/** Only the path differs from what is on Docker Hub: nobody else's image of that name is touched. */
const repository = `localhost/gantry-test/${randomUUID()}/wordpress`;
const images = { old: `${repository}:4.5-apache`, new: `${repository}:4.8-apache` };
const wordpress = 'deployment/wordpress-deployment';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.skipIf(!hasEngine)('WordPress by kubectl', () => {
  beforeAll(async () => {
    await buildHelloImage(1, { socketPath, image: images.old });
    await buildHelloImage(2, { socketPath, image: images.new });
  });
  afterAll(async () => {
    for (const image of Object.values(images)) await docker.getImage(image).remove({ force: true });
  });

  describe.each(['1.35', '1.33'] as const)('%s', (minor) => {
    let scene: Scene;
    let folder: string;
    const kubectl = (...args: string[]) => scene.kubectl.run(args);
    const settled = () => kubectl('rollout', 'status', wordpress, '--timeout=60s');
    const containers = () => containersOf(docker, Object.values(images));
    const imagesRunning = async () => (await containers()).map(({ Image }) => Image);
    /** Those that are not on their way out. */
    const podNames = async () => {
      const { items } = JSON.parse(
        await kubectl('get', 'pods', '-l', 'app=wordpress-deployment', '-o', 'json'),
      ) as { items: { metadata: { name: string; deletionTimestamp?: string } }[] };
      return items
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .map(({ metadata }) => metadata.name);
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'gantry-kubectl-files-'));
      scene = await openScene(minor, { localAgents: 2, dockerSocket: socketPath });
      await until(
        () => scene.kubectl.try(['get', 'nodes', '-o', 'name']),
        ({ stdout }) => stdout.trim().split('\n').length === 2,
        { withinMs: 20_000, what: 'two nodes' },
      );
    });
    afterAll(async () => {
      await scene?.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    it('creates it, and the dashboard shows each change when kubectl does', async () => {
      expect(
        await kubectl(
          'create',
          'deployment',
          'wordpress-deployment',
          `--image=${images.old}`,
          '--replicas=3',
        ),
      ).toBe('deployment.apps/wordpress-deployment created\n');
      expect(await settled()).toContain('successfully rolled out');
      expect(await imagesRunning()).toEqual([images.old, images.old, images.old]);
      const times = await shownTimes(scene, 'wordpress-deployment', async () => {
        for (const replicas of [4, 5, 3]) await kubectl('scale', wordpress, `--replicas=${replicas}`);
        await settled();
      });
      expect(times.length).toBeGreaterThanOrEqual(3);
      for (const { inKubectlMs, inDashboardMs } of times)
        expect(Math.abs(inKubectlMs - inDashboardMs)).toBeLessThanOrEqual(250);
    });

    it('sets the image, and stops the old ones only when the new ones are available', async () => {
      const count = await countContainers(docker, Object.values(images));
      expect(await kubectl('set', 'image', wordpress, `wordpress=${images.new}`)).toBe(
        'deployment.apps/wordpress-deployment image updated\n',
      );
      expect(await settled()).toContain('successfully rolled out');
      await until(imagesRunning, (running) => running.length === 3, { withinMs: 20_000, what: 'three' });
      count.close();
      expect(count.lowest).toBeGreaterThanOrEqual(3);
      expect(await imagesRunning()).toEqual([images.new, images.new, images.new]);
      const events = await kubectl('get', 'events', '--field-selector', 'reason=ScalingReplicaSet');
      expect(events).toContain('Scaled down replica set');
    });

    it('tells the history and goes back', async () => {
      expect(await kubectl('rollout', 'history', wordpress)).toMatch(/REVISION\s+CHANGE-CAUSE\n1\s+.*\n2\s+/);
      expect(await kubectl('rollout', 'history', wordpress, '--revision=1')).toContain(images.old);
      expect(await kubectl('rollout', 'undo', wordpress)).toContain('rolled back');
      await settled();
      await until(imagesRunning, (now) => now.every((image) => image === images.old), {
        withinMs: 20_000,
        what: 'the old image',
      });
      expect(await kubectl('rollout', 'undo', wordpress, '--to-revision=2')).toContain('rolled back');
      await settled();
      await until(imagesRunning, (now) => now.every((image) => image === images.new), {
        withinMs: 20_000,
        what: 'the new image',
      });
      expect(await kubectl('rollout', 'pause', wordpress)).toContain('paused');
      await kubectl('set', 'env', wordpress, 'COLOUR=blue');
      expect(await kubectl('rollout', 'resume', wordpress)).toContain('resumed');
      await settled();
      const before = await podNames();
      expect(await kubectl('rollout', 'restart', wordpress)).toContain('restarted');
      await settled();
      expect((await podNames()).filter((name) => before.includes(name))).toEqual([]);
    });

    it('edits it, and waits', async () => {
      const editor = join(folder, 'editor');
      await writeFile(editor, '#!/bin/sh\nsed -i "s/replicas: 3/replicas: 2/" "$1"\n', { mode: 0o755 });
      expect(await scene.kubectl.run(['edit', wordpress], '', { KUBE_EDITOR: editor })).toContain('edited');
      expect(
        await kubectl('wait', '--for=jsonpath={.spec.replicas}=2', wordpress, '--timeout=20s'),
      ).toContain('condition met');
      expect(await kubectl('wait', '--for=condition=available', wordpress, '--timeout=20s')).toContain(
        'condition met',
      );
    });

    it('reads logs, runs commands in a terminal, and copies files', async () => {
      const [pod] = await podNames();
      expect(await kubectl('logs', pod!, '--tail=1')).toContain('listens on port 8080');
      expect(await kubectl('logs', '-l', 'app=wordpress-deployment', '--prefix')).toMatch(
        /^\[pod\/wordpress-/,
      );
      expect(await scene.kubectl.try(['logs', pod!, '--previous'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('previous terminated container "wordpress"'),
      });
      expect(
        await inTerminal(scene, ['exec', '-it', pod!, '--', 'sh', '-c', 'test -t 0 && echo terminal']),
      ).toContain('terminal');
      await writeFile(join(folder, 'there.txt'), 'and back');
      await kubectl('cp', join(folder, 'there.txt'), `${pod}:/tmp/there.txt`);
      await kubectl('cp', `${pod}:/tmp/there.txt`, join(folder, 'back.txt'));
      expect(await readFile(join(folder, 'back.txt'), 'utf8')).toBe('and back');
    });

    it('exposes it, finds it, and forwards a port to it', async () => {
      expect(await kubectl('expose', wordpress, '--port=80', '--target-port=8080')).toContain('exposed');
      expect(await kubectl('get', 'svc', 'wordpress-deployment')).toMatch(
        /ClusterIP\s+\d+\.\S+\s+<none>\s+80\/TCP/,
      );
      expect(await kubectl('describe', 'service', 'wordpress-deployment')).toMatch(/Endpoints:\s+\S+:8080/);
      const forward = scene.kubectl.start(['port-forward', 'service/wordpress-deployment', ':80']);
      let said = '';
      forward.stdout.on('data', (chunk) => {
        said += chunk;
      });
      try {
        await until(
          async () => said,
          (text) => /127\.0\.0\.1:\d+/.test(text),
          { withinMs: 20_000, what: 'a port' },
        );
        const answer = await fetch(`http://${/127\.0\.0\.1:\d+/.exec(said)![0]}/version`);
        expect(await answer.text()).toBe('2\n');
      } finally {
        forward.kill();
      }
    });

    it('keeps a budget through a drain', async () => {
      await kubectl('create', 'pdb', 'wordpress', '--selector=app=wordpress-deployment', '--min-available=2');
      const [pod] = await podNames();
      const node = await kubectl('get', 'pod', pod!, '-o', 'jsonpath={.spec.nodeName}');
      await kubectl('scale', wordpress, '--replicas=2');
      await settled();
      const eviction = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod } });
      // The older one takes a raw path from the server's root, the newer one from where the kubeconfig says the API is.
      const root = minor === '1.33' ? '/k8s' : '';
      const path = `${root}/api/v1/namespaces/default/pods/${pod}/eviction`;
      expect(await scene.kubectl.try(['create', '--raw', path, '-f', '-'], eviction)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("would violate the pod's disruption budget"),
      });
      await kubectl('scale', wordpress, '--replicas=4');
      await settled();
      expect(await kubectl('drain', node, '--timeout=60s')).toContain('drained');
      await kubectl('uncordon', node);
      expect(await kubectl('get', 'pdb', 'wordpress')).toMatch(/wordpress\s+2\s+N\/A\s+\d/);
    });

    it('deletes it as it is asked to', async () => {
      expect(await scene.kubectl.try(['delete', wordpress, '--cascade=orphan'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('--cascade=background'),
      });
      const [pod] = await podNames();
      expect(await kubectl('delete', 'pod', pod!, '--grace-period=1')).toContain('deleted');
      expect(await kubectl('delete', wordpress, '--grace-period=1', '--cascade=foreground')).toContain(
        'deleted',
      );
      await until(imagesRunning, (running) => running.length === 0, {
        withinMs: 20_000,
        what: 'no container',
      });
      expect(await kubectl('wait', '--for=delete', wordpress, '--timeout=10s')).toBe('');
      expect(await kubectl('delete', 'service,pdb', '--all')).toMatch(/service.*deleted/);
    });
  });
});
