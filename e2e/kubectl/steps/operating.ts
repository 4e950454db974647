import { expect } from 'vitest';
import { name, podOf, podsOf, runs, type Step, settled, wordpress } from './step.ts';

/** What nodes are kept with, and how everything ends. */

const drains: Step = {
  title: 'cordon, drain within a disruption budget, uncordon',
  async play(stage) {
    const { kubectl, images, minor } = stage;
    await kubectl('create', 'pdb', 'wordpress', `--selector=app=${name}`, '--min-available=3');
    const pod = await podOf(stage, `app=${name}`);
    const node = await kubectl('get', 'pod', pod, '-o', 'jsonpath={.spec.nodeName}');
    const eviction = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod } });
    // The older one takes a raw path from the server's root, the newer one from where the kubeconfig says the API is.
    const path = `${minor === '1.33' ? '/k8s' : ''}/api/v1/namespaces/default/pods/${pod}/eviction`;
    expect(await stage.scene.kubectl.try(['create', '--raw', path, '-f', '-'], eviction)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("would violate the pod's disruption budget"),
    });
    expect(await kubectl('cordon', node)).toContain('cordoned');
    expect(await kubectl('get', 'nodes')).toMatch(/Ready,SchedulingDisabled/);
    // Of four the budget lets one go, and the client asks for the other again after 5 s: seen once, that will do.
    const replicas = minor === '1.35' ? 4 : 5;
    await kubectl('scale', wordpress, `--replicas=${replicas}`);
    await settled(stage);
    expect(await kubectl('drain', node, '--ignore-daemonsets', '--timeout=90s')).toContain('drained');
    const left = ['get', 'pods', '--field-selector', `spec.nodeName=${node}`, '-o', 'name'];
    expect(await kubectl(...left)).toBe('');
    await runs(
      stage,
      Array.from({ length: replicas }, () => images.new),
    );
    expect(await kubectl('uncordon', node)).toContain('uncordoned');
    expect(await kubectl('get', 'nodes')).not.toContain('SchedulingDisabled');
    expect(await kubectl('get', 'pdb', 'wordpress')).toMatch(/wordpress\s+3\s+N\/A\s+\d/);
    await kubectl('delete', 'pdb', 'wordpress');
    await kubectl('scale', wordpress, '--replicas=4');
  },
};

const taints: Step = {
  title: 'taint: NoExecute empties a node, NoSchedule keeps new pods away',
  async play(stage) {
    const { kubectl, images } = stage;
    const pod = await podOf(stage, `app=${name}`);
    const node = await kubectl('get', 'pod', pod, '-o', 'jsonpath={.spec.nodeName}');
    expect(await kubectl('taint', 'nodes', node, 'key=value:NoSchedule')).toContain('tainted');
    expect(await kubectl('describe', 'node', node)).toMatch(/Taints:\s+key=value:NoSchedule/);
    await kubectl('rollout', 'restart', wordpress);
    await settled(stage);
    await runs(
      stage,
      Array.from({ length: 4 }, () => images.new),
    );
    const placed = await kubectl('get', 'pods', '-l', `app=${name}`, '-o', 'jsonpath={..nodeName}');
    expect(placed.split(' ')).not.toContain(node);
    expect(await kubectl('taint', 'nodes', node, 'key-')).toContain('untainted');
  },
};

const deletes: Step = {
  title: 'delete, with grace period, cascade and wait',
  async play(stage) {
    const { kubectl } = stage;
    const cascade = await stage.refused('delete', wordpress, '--cascade=orphan');
    expect(cascade).toContain('--cascade=background');
    const pod = await podOf(stage, `app=${name}`);
    expect(await kubectl('delete', 'pod', pod, '--grace-period=1')).toContain(`pod "${pod}" deleted`);
    expect(await podsOf(stage, `app=${name}`)).not.toContain(pod);
    expect(await kubectl('delete', wordpress, '--dry-run=server')).toContain('dry run');
    expect(
      await kubectl('delete', wordpress, '--grace-period=1', '--cascade=foreground', '--wait'),
    ).toContain('deleted');
    await runs(stage, []);
    expect(await kubectl('wait', '--for=delete', wordpress, '--timeout=10s')).toBe('');
    expect(await podsOf(stage, `app=${name}`)).toEqual([]);
    expect(await stage.refused('get', wordpress)).toBe(
      'Error from server (NotFound): deployments.apps "wordpress-deployment" not found\n',
    );
    expect(await kubectl('delete', 'deployment', '--all', '--now')).toContain('"kept"');
    expect(await kubectl('delete', 'deployment', 'kept', '--ignore-not-found')).toBe('');
    await kubectl('create', 'namespace', 'shop');
    await kubectl('create', 'deployment', 'web', '--image=localhost/none:1', '-n', 'shop');
    expect(await kubectl('delete', 'namespace', 'shop')).toContain('deleted');
    expect(await stage.refused('get', 'namespace', 'shop')).toContain('not found');
  },
};

export const operating: Step[] = [drains, taints, deletes];
