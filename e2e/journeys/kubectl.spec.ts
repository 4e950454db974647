import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { type Kubectl, makeKubectl } from '../kubectl/kubectl.ts';
import { kubeconfigOf } from '../kubectl/scene.ts';
import { deploy, expect, script, signIn, test } from './stack.ts';

/** When each state, as ready and wanted replicas (`2/3`), was first shown. */
type ShownAtMs = Record<string, number>;

/** Notes what the row of the deployment says, once it is painted. */
async function watchRow(page: Page, name: string): Promise<() => Promise<ShownAtMs>> {
  const row = page.getByRole('table', { name: 'Deployments' }).locator('[data-row]', { hasText: name });
  await row.evaluate((element) => {
    const shownAtMs: ShownAtMs = {};
    Object.assign(window, { shownAtMs });
    const look = () => {
      const [, ready, wanted] = /(\d+)\/(\d+)/.exec(element.textContent ?? '') ?? [];
      if (ready !== undefined) shownAtMs[`${ready}/${wanted}`] ??= Date.now();
    };
    const painted = () => requestAnimationFrame(() => look());
    new MutationObserver(painted).observe(element, { subtree: true, childList: true, characterData: true });
    look();
  });
  return () => page.evaluate(() => Reflect.get(window, 'shownAtMs') as ShownAtMs);
}

function watchKubectl(kubectl: Kubectl, name: string): { shownAtMs: ShownAtMs; process: ChildProcess } {
  const shownAtMs: ShownAtMs = {};
  const watch = kubectl.start(['get', 'deployments', name, '-w', '--no-headers']);
  createInterface(watch.stdout).on('line', (line) => {
    const [, ready] = line.split(/\s+/);
    if (ready !== undefined) shownAtMs[ready] ??= Date.now();
  });
  return { shownAtMs, process: watch };
}

test('kubectl get -w and the dashboard show the same changes', async ({ page, cluster }) => {
  const name = 'kubectl-watched';
  await deploy(cluster, script(name, 1, 'exec sleep 3600'));
  const kubectl = await makeKubectl('1.35', kubeconfigOf(cluster));
  const watch = watchKubectl(kubectl, name);
  try {
    await signIn(page, cluster, `/deployments?q=name:${name}`);
    const inDashboard = await watchRow(page, name);
    await expect.poll(() => Object.keys(watch.shownAtMs)).toContain('1/1');
    const wanted = ['2/2', '4/4', '3/3', '0/0'];
    for (const state of wanted) {
      await kubectl.run(['scale', `deployment/${name}`, `--replicas=${state.split('/')[1]}`]);
      await expect.poll(() => Object.keys(watch.shownAtMs)).toContain(state);
      await expect.poll(async () => Object.keys(await inDashboard())).toContain(state);
    }
    const shown = await inDashboard();
    const apartMs = wanted.map((state) => Math.abs(shown[state]! - watch.shownAtMs[state]!));
    console.info(`kubectl get -w and the browser showed the same changes ${apartMs.join(', ')} ms apart`);
  } finally {
    watch.process.kill();
    await kubectl.dispose();
  }
});
